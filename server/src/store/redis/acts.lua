-- What moderators do to a gate, as domain/gate.rs has it. Stands after run.lua and gate.lua.

local function phase_of(gate)
  if gate.void then return 'void' end
  if gate.shut then return gate.show and 'published' or 'closed' end
  return gate.closing ~= '-' and 'closing' or 'open'
end

local acts = {
  close = function(gate, show, phase)
    if phase == 'open' then
      local soon = now + CLOSE_AFTER_MS
      gate.closing = gate.till and int(gate.till) or '*'
      gate.till = gate.till and math.min(gate.till, soon) or soon
    elseif phase ~= 'closing' then return false end
    gate.show = show == '1'
    return true
  end,
  keep_open = function(gate, _, phase)
    if phase ~= 'closing' then return false end
    local former = tonumber(gate.closing)
    gate.till = former and former > now and former or nil
    gate.closing, gate.show = '-', false
    return true
  end,
  extend = function(gate, by_ms, phase)
    if phase ~= 'open' or not gate.till then return false end
    gate.till = math.max(gate.till, now) + tonumber(by_ms)
    return true
  end,
  show = function(gate, _, phase)
    gate.show = true
    return phase == 'closed'
  end,
  hide = function(gate, _, phase)
    gate.show = false
    return phase == 'published'
  end,
  void = function(gate, _, phase)
    gate.void, gate.closing = true, '-'
    return phase == 'open' or phase == 'closing'
  end,
  shut = function(gate, _, phase, run)
    gate.shut, gate.closing, gate.show = now, '-', false
    return is_of_questions(run) and (phase == 'open' or phase == 'closing')
  end,
  reopen = function(gate, _, phase, run)
    gate.shut, gate.till, gate.show = nil, nil, false
    return is_of_questions(run) and (phase == 'closed' or phase == 'published')
  end,
}

-- Carries the act out on the gate of a run, or returns the phase in which it makes no sense.
local function act_on(run, gate, act, arg)
  local rev = gate.rev
  if is_due(gate) then shut(gate) end
  local phase = phase_of(gate)
  if not (acts[act] and acts[act](gate, arg, phase, run)) then return phase end
  gate.rev = rev + 1
end
