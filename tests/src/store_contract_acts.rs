//! The store's contract for moderators' acts: all or nothing, one winner, and the gate on the store's clock.

use plenary_server::domain::gate::{CLOSE_AFTER_MS, GRACE_MS, GateAct, Phase};
use plenary_server::domain::id::RunId;
use plenary_server::store::{Amended, Amendment, DocumentWrite, GateWrite, Write};

use crate::store_bench::{Bench, RUN, cast, documents, on_both_stores, set, shut_line};

on_both_stores!(
    an_act_over_several_documents_is_all_or_nothing,
    revisions_are_compared_in_order_before_states,
    a_deleted_document_is_not_recreated_unseen,
    a_document_may_be_rested_on,
    a_document_named_twice_is_as_the_last_says,
    of_two_acts_that_race_one_wins,
    an_act_repeated_is_told_that_it_was_done,
    the_minutes_are_numbered_without_gaps,
    a_gate_moves_as_the_rules_say,
    a_run_that_never_was_can_only_be_opened,
    a_due_gate_is_shut_once_with_one_line,
    closing_and_showing_in_one_act,
);

fn keep(key: &str, expect: u32) -> DocumentWrite {
    DocumentWrite { key: key.to_owned(), expect, write: Write::Keep }
}

fn changed(key: &str, rev: u32) -> Amended {
    Amended::Changed { key: key.to_owned(), rev }
}

fn done(amended: &Amended) -> bool {
    matches!(amended, Amended::Done { .. })
}

async fn an_act_over_several_documents_is_all_or_nothing(bench: Bench) {
    let three = Amendment {
        documents: vec![set("a", 0, "1"), set("b", 0, "1"), set("c", 1, "1")],
        gates: vec![GateWrite { run: RUN, expect: 0, act: GateAct::Open { for_ms: None } }],
        minutes: vec!["1".to_owned()],
        ..Amendment::default()
    };
    assert_eq!(bench.amend(three.clone()).await, changed("c", 0));
    let read = bench.read(0).await;
    assert_eq!((read.version, read.documents.len(), read.gates.len()), (1, 0, 0));
    assert_eq!(bench.store.minutes(bench.room, 0).await.unwrap(), []);
    assert_eq!(bench.store.run_key(bench.room, RUN).await.unwrap(), None);
    let mut right = three;
    right.documents[2].expect = 0;
    let amended = bench.amend(right).await;
    let Amended::Done { version: 2, at } = amended else { panic!("{amended:?}") };
    let read = bench.read(0).await;
    assert!(read.documents.iter().all(|document| (document.rev, document.version) == (1, 2)));
    assert_eq!((read.documents.len(), read.gates.len()), (3, 1));
    assert_eq!(read.gates[0].2.opened, at, "the store's clock");
    let line = &bench.store.minutes(bench.room, 0).await.unwrap()[0];
    assert_eq!((line.number, line.at, line.line.as_str()), (1, at, "1"));
}

async fn revisions_are_compared_in_order_before_states(bench: Bench) {
    bench.amend(documents(vec![set("a", 0, "1"), set("b", 0, "1")])).await;
    bench.open(RUN).await;
    let of = |a, b, gate| Amendment {
        documents: vec![keep("b", b), keep("a", a)],
        gates: vec![
            GateWrite { run: RUN, expect: 1, act: GateAct::Show },
            GateWrite { run: RunId(2), expect: gate, act: GateAct::Open { for_ms: None } },
        ],
        ..Amendment::default()
    };
    assert_eq!(bench.amend(of(5, 5, 5)).await, changed("b", 1));
    assert_eq!(bench.amend(of(5, 1, 5)).await, changed("a", 1));
    assert_eq!(bench.amend(of(1, 1, 5)).await, changed("gate/2", 0));
    assert_eq!(bench.amend(of(1, 1, 0)).await, Amended::WrongState { run: RUN, phase: Phase::Open });
    assert_eq!(bench.read(0).await.gates.len(), 1, "nothing was written");
}

async fn a_deleted_document_is_not_recreated_unseen(bench: Bench) {
    bench.amend(documents(vec![set("a", 0, "1")])).await;
    bench.amend(documents(vec![DocumentWrite { write: Write::Delete, ..keep("a", 1) }])).await;
    assert_eq!(bench.amend(documents(vec![set("a", 0, "2")])).await, changed("a", 2));
    assert_eq!(bench.amend(documents(vec![set("a", 1, "2")])).await, changed("a", 2));
    assert!(done(&bench.amend(documents(vec![set("a", 2, "2")])).await));
    let read = bench.read(0).await.documents;
    assert_eq!((read[0].rev, read[0].value.as_deref()), (3, Some("2")));
}

async fn a_document_may_be_rested_on(bench: Bench) {
    bench.amend(documents(vec![set("a", 0, "1")])).await;
    let rests = documents(vec![keep("a", 1), keep("none", 0), set("b", 0, "1")]);
    assert!(done(&bench.amend(rests.clone()).await));
    let read = bench.read(2).await.documents;
    assert_eq!(read.iter().map(|document| document.key.as_str()).collect::<Vec<_>>(), ["b"]);
    bench.amend(documents(vec![set("a", 1, "2")])).await;
    assert_eq!(bench.amend(rests).await, changed("a", 2));
}

async fn a_document_named_twice_is_as_the_last_says(bench: Bench) {
    assert!(done(&bench.amend(documents(vec![set("a", 0, "1"), set("a", 0, "2")])).await));
    let read = bench.read(0).await.documents;
    assert_eq!((read.len(), read[0].rev, read[0].value.as_deref()), (1, 1, Some("2")));
}

async fn of_two_acts_that_race_one_wins(bench: Bench) {
    for round in 0..50 {
        let act = |who: &str| Amendment {
            documents: vec![set("stage", round, who)],
            minutes: vec![who.to_owned()],
            ..Amendment::default()
        };
        let one = bench.store.amend(bench.room, &bench.epoch, act("one"));
        let two = bench.other.amend(bench.room, &bench.epoch, act("two"));
        let (one, two) = tokio::join!(one, two);
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_ne!(done(&one), done(&two), "{one:?} {two:?}");
        let winner = if done(&one) { "one" } else { "two" };
        let read = bench.read(0).await;
        assert_eq!(read.documents[0].value.as_deref(), Some(winner));
        let minutes = bench.store.minutes(bench.room, round.into()).await.unwrap();
        assert_eq!(minutes.iter().map(|line| line.line.as_str()).collect::<Vec<_>>(), [winner]);
    }
}

async fn an_act_repeated_is_told_that_it_was_done(bench: Bench) {
    let act = documents(vec![set("a", 0, "1")]);
    assert!(done(&bench.amend(act.clone()).await));
    assert_eq!(bench.amend(act).await, changed("a", 1));
    bench.open(RUN).await;
    assert_eq!(bench.gate(RUN, 0, GateAct::Open { for_ms: None }).await, changed("gate/1", 1));
    let reopened = bench.gate(RUN, 1, GateAct::Open { for_ms: None }).await;
    assert_eq!(reopened, Amended::WrongState { run: RUN, phase: Phase::Open });
}

async fn the_minutes_are_numbered_without_gaps(bench: Bench) {
    let lines = |lines: &[&str]| Amendment {
        minutes: lines.iter().map(|line| (*line).to_owned()).collect(),
        ..Amendment::default()
    };
    bench.amend(lines(&["a", "b"])).await;
    bench.amend(lines(&["c"])).await;
    let refused = Amendment { documents: vec![keep("none", 3)], ..lines(&["never"]) };
    bench.amend(refused).await;
    bench.amend(lines(&["d"])).await;
    let of = |lines: Vec<plenary_server::store::MinutesLine>| {
        lines.into_iter().map(|line| (line.number, line.line)).collect::<Vec<_>>()
    };
    let read = of(bench.other.minutes(bench.room, 0).await.unwrap());
    assert_eq!(read, [(1, "a".into()), (2, "b".into()), (3, "c".into()), (4, "d".into())]);
    assert_eq!(of(bench.store.minutes(bench.room, 2).await.unwrap()), read[2..]);
    assert_eq!(bench.store.minutes(bench.room, 4).await.unwrap(), []);
    assert_eq!(bench.store.minutes(bench.room, 400).await.unwrap(), []);
}

async fn a_gate_moves_as_the_rules_say(bench: Bench) {
    let Amended::Done { at, .. } = bench.gate(RUN, 0, GateAct::Open { for_ms: Some(60_000) }).await else { panic!() };
    let mut model = plenary_server::domain::gate::Gate::opened(at, Some(60_000));
    let acts = [
        GateAct::Extend { by_ms: 5_000 },
        GateAct::Close { show: true },
        GateAct::Close { show: false },
        GateAct::Show,
        GateAct::KeepOpen,
        GateAct::KeepOpen,
        GateAct::Hide,
        GateAct::Close { show: false },
        GateAct::Void,
        GateAct::Extend { by_ms: 1 },
    ];
    for act in acts {
        match bench.gate(RUN, model.rev, act).await {
            Amended::Done { at, .. } => model = model.act(RUN, act, at).expect("the rules allow what the store did"),
            Amended::WrongState { phase, .. } => {
                let now = bench.store.now().await.unwrap();
                assert_eq!(model.act(RUN, act, now).unwrap_err().0, phase, "{act:?}");
            }
            other @ Amended::Changed { .. } => panic!("{act:?}: {other:?}"),
        }
        assert_eq!(bench.gate_of(RUN).await, model, "after {act:?}");
    }
    assert_eq!(model.phase(), Phase::Void);
}

async fn a_run_that_never_was_can_only_be_opened(bench: Bench) {
    for act in [GateAct::Close { show: true }, GateAct::Show, GateAct::Void] {
        assert_eq!(bench.gate(RunId(8), 0, act).await, changed("gate/8", 0));
    }
    assert_eq!(bench.read(0).await.gates, []);
}

async fn a_due_gate_is_shut_once_with_one_line(bench: Bench) {
    bench.gate(RUN, 0, GateAct::Open { for_ms: Some(1) }).await;
    bench.gate(RunId(2), 0, GateAct::Open { for_ms: Some(2) }).await;
    bench.open(RunId(3)).await;
    bench.cast_one(cast(1, 1, "a")).await;
    let nothing_yet = bench.store.shut_due(bench.room, &bench.epoch, shut_line).await.unwrap();
    assert_eq!(nothing_yet, []);
    let later = [bench.gate_of(RUN).await, bench.gate_of(RunId(2)).await]
        .map(|gate| gate.until.unwrap().plus_ms(GRACE_MS))
        .into_iter()
        .max()
        .unwrap();
    while bench.store.now().await.unwrap() <= later {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let tries = (0..8).map(|node| {
        let store = if node % 2 == 0 { bench.store.clone() } else { bench.other.clone() };
        let (room, epoch) = (bench.room, bench.epoch.clone());
        tokio::spawn(async move { store.shut_due(room, &epoch, shut_line).await.unwrap() })
    });
    let mut shut = Vec::new();
    for node in tries.collect::<Vec<_>>() {
        shut.extend(node.await.unwrap());
    }
    shut.sort_by_key(|(run, _)| *run);
    assert_eq!(shut.iter().map(|(run, _)| *run).collect::<Vec<_>>(), [RUN, RunId(2)]);
    for (run, gate) in &shut {
        assert_eq!(gate.shut, gate.until.map(|until| until.plus_ms(GRACE_MS)), "when it was due, whoever wrote it");
        assert_eq!((gate.rev, gate.phase()), (2, Phase::Closed));
        assert_eq!(bench.gate_of(*run).await, *gate);
    }
    let mut lines: Vec<String> =
        bench.store.minutes(bench.room, 0).await.unwrap().into_iter().map(|line| line.line).collect();
    lines.sort();
    assert_eq!(lines, [shut_line(RUN, &shut[0].1), shut_line(RunId(2), &shut[1].1)]);
    let version = bench.version().await;
    assert_eq!(bench.store.shut_due(bench.room, &bench.epoch, shut_line).await.unwrap(), []);
    assert_eq!(bench.version().await, version);
}

async fn closing_and_showing_in_one_act(bench: Bench) {
    bench.open(RUN).await;
    let Amended::Done { at, .. } = bench.gate(RUN, 1, GateAct::Close { show: true }).await else { panic!() };
    assert_eq!(bench.cast_one(cast(1, 1, "a")).await, plenary_server::store::Outcome::Counted);
    let shut = bench.wait_for_shut().await;
    let gate = shut[0].1;
    assert_eq!(gate.shut, Some(at.plus_ms(CLOSE_AFTER_MS + GRACE_MS)));
    assert_eq!((shut.len(), shut[0].0, gate.phase()), (1, RUN, Phase::Published));
    assert!(done(&bench.gate(RUN, gate.rev, GateAct::Hide).await));
    assert_eq!(bench.gate_of(RUN).await.phase(), Phase::Closed);
}
