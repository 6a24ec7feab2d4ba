//! iCalendar, unfolded and taken apart by the rules of RFC 5545.

use std::collections::HashSet;

use documents::extrato::{Extrato, Situacao, ics, tem_vencimentos};
use jiff::civil::{Date, date};

use crate::exemplo::{completo, extrato, linha};

/// Content lines unfolded, after the checks every file must pass.
pub(crate) fn linhas(extrato: &Extrato) -> Vec<String> {
    let bytes = ics(extrato);
    let texto = String::from_utf8(bytes).unwrap();
    assert!(texto.ends_with("\r\n"));
    let fisicas: Vec<&str> = texto.strip_suffix("\r\n").unwrap().split("\r\n").collect();
    for fisica in &fisicas {
        assert!(fisica.len() <= 75, "{} octets: {fisica}", fisica.len());
        assert!(!fisica.contains(char::is_control), "{fisica:?}");
    }
    let mut logicas: Vec<String> = Vec::new();
    for fisica in fisicas {
        match fisica.strip_prefix(' ') {
            Some(continuacao) => logicas.last_mut().unwrap().push_str(continuacao),
            None => logicas.push(fisica.to_owned()),
        }
    }
    let mut abertos = Vec::new();
    for logica in &logicas {
        let (nome, valor) = logica.split_once(':').unwrap();
        match nome {
            "BEGIN" => abertos.push(valor),
            "END" => assert_eq!(abertos.pop(), Some(valor)),
            _ => assert!(!abertos.is_empty(), "{logica}"),
        }
    }
    assert!(abertos.is_empty());
    logicas
}

fn de<'a>(linhas: &'a [String], nome: &str) -> Vec<&'a str> {
    let prefixo = format!("{nome}:");
    linhas.iter().filter_map(|linha| linha.strip_prefix(&prefixo)).collect()
}

#[test]
fn only_parcelas_to_be_paid_become_all_day_events_with_a_reminder_the_day_before() {
    let lidas = linhas(&completo());
    assert_eq!(
        lidas.iter().take(5).map(String::as_str).collect::<Vec<_>>(),
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Financeiro//Extrato//PT-BR",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH"
        ]
    );
    assert_eq!(de(&lidas, "DTSTART;VALUE=DATE"), ["20261210", "20270110"]);
    assert_eq!(de(&lidas, "DTEND;VALUE=DATE"), ["20261211", "20270111"]);
    assert_eq!(de(&lidas, "TRIGGER"), ["-PT15H", "-PT15H"]);
    assert_eq!(de(&lidas, "DTSTAMP"), ["20261122T010509Z", "20261122T010509Z"]);
    assert_eq!(de(&lidas, "BEGIN"), ["VCALENDAR", "VEVENT", "VALARM", "VEVENT", "VALARM"]);
}

#[test]
fn texts_are_escaped_and_amounts_carry_their_date() {
    let lidas = linhas(&completo());
    assert_eq!(de(&lidas, "X-WR-CALNAME"), [r"Extrato · Torre Âmbar\, apto 1203"]);
    assert_eq!(de(&lidas, "SUMMARY").first().unwrap(), &r#"Vence: Parcela 3/3\; "chaves"\nsegunda linha"#);
    assert_eq!(
        de(&lidas, "DESCRIPTION").first().unwrap(),
        &"Extrato · Torre Âmbar\\, apto 1203\\nContrato 000159\\nValor em 21/11/2026: R$\u{a0}1.234.567\\,89\\nConfira o valor no portal do cliente antes de pagar."
    );
}

#[test]
fn a_text_cannot_add_lines_or_break_a_fold() {
    let hostil = "ação\r\nEND:VEVENT\rBEGIN:VEVENT\nX:1\u{85}Y:2\u{2028}Z\\n;,😀".repeat(9);
    let lidas = linhas(&extrato(vec![linha(&hostil, Situacao::Aberta, date(2026, 12, 10))]));
    assert_eq!(de(&lidas, "BEGIN"), ["VCALENDAR", "VEVENT", "VALARM"]);
    let resumo = *de(&lidas, "SUMMARY").first().unwrap();
    assert!(resumo.starts_with(r"Vence: ação\nEND:VEVENT\nBEGIN:VEVENT\nX:1\nY:2\nZ\\n\;\,😀ação"), "{resumo}");
}

#[test]
fn an_event_keeps_its_identity_when_the_amount_changes_and_no_two_share_one() {
    let base = linha("Parcela 1/3", Situacao::Aberta, date(2026, 12, 10));
    let mut outra = base.clone();
    outra.contrato = Some("000160".to_owned());
    let tres = extrato(vec![base.clone(), base.clone(), outra]);
    let antes = linhas(&tres);
    let identidades: HashSet<&str> = de(&antes, "UID").into_iter().collect();
    assert_eq!(identidades.len(), 3);

    let mut depois = tres.clone();
    depois.gerado_em = date(2026, 12, 1).at(8, 0, 0, 0);
    depois.linhas.iter_mut().for_each(|linha| linha.valor_atual = linha.valor_original);
    assert_eq!(de(&antes, "UID"), de(&linhas(&depois), "UID"));

    let fixa = *de(&antes, "UID").first().unwrap();
    assert_eq!(
        fixa, "90ca2f44afee0db2f08418908aa8dbe4@financeiro",
        "importing again must update, so this never changes"
    );
}

#[test]
fn what_has_no_due_date_or_is_over_is_no_event() {
    let mut sem_data = linha("Reforço", Situacao::Aberta, date(2026, 12, 10));
    sem_data.vencimento = None;
    let nada = extrato(vec![
        sem_data,
        linha("Parcela", Situacao::Paga, date(2026, 12, 10)),
        linha("Parcela", Situacao::Vencida, date(2026, 11, 10)),
        linha("Parcela", Situacao::Aberta, Date::MIN),
    ]);
    assert!(!tem_vencimentos(&nada));
    assert_eq!(de(&linhas(&nada), "BEGIN"), ["VCALENDAR"]);
    assert!(tem_vencimentos(&completo()));
}

#[test]
fn the_last_day_of_the_calendar_has_no_day_after() {
    let lidas = linhas(&extrato(vec![linha("Parcela", Situacao::Aberta, Date::MAX)]));
    assert_eq!(de(&lidas, "DTSTART;VALUE=DATE"), ["99991231"]);
    assert!(de(&lidas, "DTEND;VALUE=DATE").is_empty());
}
