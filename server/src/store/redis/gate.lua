-- The gate of a run, as domain/gate.rs has it: a test runs the same random acts through both.
-- GRACE_MS and CLOSE_AFTER_MS stand before this text. In the record: rev|opened|until|closing|show|shut|void.

-- `till` is `until`, which Lua keeps for itself; `closing` stays text ('-' none, '*' until closed).
local function gate_of(text)
  local rev, opened, till, closing, show, shut, void =
    text:match('^(%d+)|(%d+)|([%d-]+)|([%d*-]+)|([01])|([%d-]+)|([01])$')
  if not rev then return nil end
  return {
    rev = tonumber(rev), opened = opened, till = tonumber(till), closing = closing,
    show = show == '1', shut = tonumber(shut), void = void == '1',
  }
end

local function text_of(gate)
  local function moment(ms) return ms and int(ms) or '-' end
  return table.concat({
    int(gate.rev), gate.opened, moment(gate.till), gate.closing,
    gate.show and '1' or '0', moment(gate.shut), gate.void and '1' or '0',
  }, '|')
end

local function is_due(gate) return not gate.shut and not gate.void and gate.till and now > gate.till + GRACE_MS end

local function takes_ballots(gate) return not gate.shut and not gate.void and not is_due(gate) end

local function phase_of(gate)
  if gate.void then return 'void' end
  if gate.shut then return gate.show and 'published' or 'closed' end
  return gate.closing ~= '-' and 'closing' or 'open'
end

-- Writes the shut that is due into the gate.
local function shut(gate)
  gate.rev, gate.shut, gate.closing = gate.rev + 1, gate.till + GRACE_MS, '-'
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
}

-- Carries the act out on the gate, or returns the phase in which it makes no sense.
local function act_on(gate, act, arg)
  local rev = gate.rev
  if is_due(gate) then shut(gate) end
  local phase = phase_of(gate)
  if not (acts[act] and acts[act](gate, arg, phase)) then return phase end
  gate.rev = rev + 1
end
