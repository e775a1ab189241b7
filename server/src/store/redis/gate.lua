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

-- Writes the shut that is due into the gate.
local function shut(gate)
  gate.rev, gate.shut, gate.closing = gate.rev + 1, gate.till + GRACE_MS, '-'
end
