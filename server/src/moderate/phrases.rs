//! Acts on the texts that people wrote as ballots: everybody may read them, or nobody.

use super::{Act, Decision, Facts, Key, Refusal, Room, config, run_known, too_many, wire};
use crate::domain::kind::phrases::Judged;
use crate::pass;

/// A verdict on texts of a run, all of them or none.
pub(super) fn judge(judge: &wire::Judge, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    run_known(room, judge.run)?;
    if judge.phrases.len() > config::AT_ONCE {
        return Err(too_many("phrases", config::AT_ONCE));
    }
    let held = &room.runs[&judge.run];
    if held.gate.void {
        return Err(Refusal::WrongState { state: held.phase().as_str().to_owned() });
    }
    let written = held.run.kind.written(&held.tally.total());
    let mut decision = Decision::default();
    for on in &judge.phrases {
        if !written.contains_key(&on.folded) && !held.judged.contains_key(&on.folded) {
            return Err(Refusal::UnknownPhrase);
        }
        let key = Key::Judged(judge.run, pass::hash_of(&on.folded));
        decision = decision.set(&key, on.rev, &Judged { folded: on.folded.clone(), verdict: judge.verdict });
    }
    if judge.phrases.is_empty() {
        return Ok(decision);
    }
    let phrases = u32::try_from(judge.phrases.len()).unwrap_or(u32::MAX);
    Ok(decision.line(facts.role, Act::Judged { run: judge.run, verdict: judge.verdict, phrases }))
}
