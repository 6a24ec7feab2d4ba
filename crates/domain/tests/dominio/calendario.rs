//! Vectors and properties of the bank calendar.

use domain::calendario::{Calendario, Prazo, dia_da_semana};
use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};

use crate::vetores::{arquivo, data, lista, texto};

#[test]
fn holidays_of_the_published_years_are_exactly_those() {
    let arquivo = arquivo("calendario.json");
    let anos = arquivo["feriados"].as_object().unwrap();
    assert_eq!(anos.len(), 4);
    let calendario = Calendario::nacional();
    for (ano, esperados) in anos {
        let feriados = calendario.feriados(ano.parse().unwrap());
        assert_eq!((lista(esperados).len(), feriados.len()), (13, 13), "{ano}");
        for (feriado, esperado) in feriados.iter().zip(lista(esperados)) {
            assert_eq!((Some(feriado.data), feriado.nome), (data(esperado, "data"), texto(esperado, "nome")));
            assert_eq!(calendario.feriado(feriado.data), Some(feriado.nome));
            let semana: String = dia_da_semana(feriado.data).chars().take(3).collect();
            assert_eq!(semana, texto(esperado, "dia_da_semana"), "{}", feriado.data);
            assert!(!calendario.eh_dia_util(feriado.data));
        }
    }
}

#[test]
fn due_dates_shift_as_the_central_bank_publishes() {
    let arquivo = arquivo("calendario.json");
    let calendario = Calendario::nacional();
    let bcb = lista(&arquivo["prorrogacao_bcb"]);
    let derivados = lista(&arquivo["prorrogacao_derivada"]);
    assert_eq!((bcb.len(), derivados.len()), (7, 5));
    for caso in bcb {
        let vencimento = data(caso, "vencimento").unwrap();
        let validade = caso["validade_apos_vencimento"].as_u64().unwrap();
        assert_eq!(Some(calendario.proximo_dia_util(vencimento)), data(caso, "vencimento_prorrogado"), "{caso}");
        let ultimo = calendario.ultimo_dia_aceito(vencimento, validade.try_into().unwrap());
        assert_eq!(Some(ultimo), data(caso, "ultimo_dia_aceito"), "{caso}");
        assert_eq!(ultimo.tomorrow().ok(), data(caso, "primeiro_dia_negado"), "{caso}");
    }
    for caso in derivados {
        let vencimento = data(caso, "vencimento").unwrap();
        assert_eq!(Some(calendario.proximo_dia_util(vencimento)), data(caso, "vencimento_prorrogado"), "{caso}");
    }
}

#[test]
fn easter_falls_where_almanacs_say_and_always_on_a_sunday_of_its_range() {
    // Easter is 60 days before Corpus Christi and 2 after Good Friday.
    let pascoa = |ano| {
        let feriados = Calendario::nacional().feriados(ano);
        let dia = |nome| feriados.iter().find(|feriado| feriado.nome == nome).unwrap().data;
        assert_eq!(dia("Sexta-feira da Paixão").checked_add(62.days()).unwrap(), dia("Corpus Christi"));
        dia("Sexta-feira da Paixão").checked_add(2.days()).unwrap()
    };
    for almanaque in [
        date(1961, 4, 2),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2038, 4, 25),
        date(2285, 3, 22),
    ] {
        assert_eq!(pascoa(almanaque.year()), almanaque);
    }
    for ano in 1900..=2300 {
        let domingo = pascoa(ano);
        assert_eq!(domingo.weekday(), Weekday::Sunday);
        assert!(domingo >= date(ano, 3, 22) && domingo <= date(ano, 4, 25), "{domingo}");
    }
}

#[test]
fn the_next_business_day_is_the_first_one_not_before() {
    let calendario = Calendario::nacional().com_municipais([date(2026, 12, 8), date(2027, 3, 17)]);
    let mut dia = date(2024, 1, 1);
    while dia < date(2032, 1, 1) {
        let util = calendario.proximo_dia_util(dia);
        assert!(util >= dia && calendario.eh_dia_util(util));
        assert_eq!(util == dia, calendario.eh_dia_util(dia));
        assert!(dia.series(1.day()).take_while(|d| *d < util).all(|d| !calendario.eh_dia_util(d)), "{dia}");
        dia = dia.tomorrow().unwrap();
    }
}

#[test]
fn the_day_of_black_consciousness_is_national_since_2024() {
    let calendario = Calendario::nacional();
    assert!(calendario.eh_dia_util(date(2023, 11, 20)));
    assert!(!calendario.eh_dia_util(date(2024, 11, 20)));
}

#[test]
fn municipal_holidays_count_once_they_are_known() {
    let natal = date(2026, 12, 25);
    let calendario = Calendario::nacional().com_municipais([date(2026, 12, 8), natal]);
    assert_eq!(calendario.feriado(date(2026, 12, 8)), Some("Feriado municipal"));
    assert_eq!(calendario.feriado(natal), Some("Natal"));
    assert_eq!(calendario.proximo_dia_util(date(2026, 12, 8)), date(2026, 12, 9));
    assert_eq!(calendario.feriados(2026).len(), 14);
    assert!(calendario.conhece_municipais() && !Calendario::nacional().conhece_municipais());
}

#[test]
fn the_ends_of_the_calendar_do_not_panic() {
    let calendario = Calendario::nacional();
    for dia in [Date::MIN, Date::MAX] {
        assert!(calendario.proximo_dia_util(dia) >= dia);
        assert!(calendario.ultimo_dia_aceito(dia, u16::MAX) >= dia);
        assert_eq!(calendario.prazo(dia, dia).vencimento(), dia);
    }
    assert!(calendario.prazo(Date::MIN, Date::MAX).vencido());
    for ano in [i16::MIN, -9999, -1, 0, 9999, i16::MAX] {
        assert!(calendario.feriados(ano).len() <= 13);
    }
}

#[test]
fn due_dates_are_said_as_people_say_them() {
    let prazo = |vencimento, hoje| Calendario::nacional().prazo(vencimento, hoje);
    // Thursday 26 November 2026, a business day.
    let quinta = date(2026, 11, 26);
    for (hoje, texto) in [
        (date(2026, 11, 21), "Vence em 5 dias"),
        (date(2026, 11, 24), "Vence em 2 dias"),
        (date(2026, 11, 25), "Vence amanhã"),
        (quinta, "Vence hoje"),
        (date(2026, 11, 27), "Vencido há 1 dia"),
        (date(2026, 12, 26), "Vencido há 30 dias"),
    ] {
        let prazo = prazo(quinta, hoje);
        assert_eq!((prazo.texto().as_str(), prazo.detalhe()), (texto, None), "{hoje}");
        assert_eq!(prazo.pagavel_ate(), quinta);
        assert_eq!(prazo.vencido(), hoje > quinta);
    }
    // Saturday of Carnival: payable until Ash Wednesday.
    let sabado = date(2026, 2, 14);
    let sem_encargos = "Vencimento 14/02/2026 (sábado), pode pagar até 18/02/2026 sem encargos.";
    for (hoje, texto, detalhe) in [
        (date(2026, 2, 13), "Vence em 5 dias", sem_encargos),
        (sabado, "Pode pagar até 18/02/2026 sem encargos", sem_encargos),
        (date(2026, 2, 15), "Pode pagar até 18/02/2026 sem encargos", sem_encargos),
        (date(2026, 2, 18), "Último dia para pagar sem encargos", sem_encargos),
        (
            date(2026, 2, 19),
            "Era para pagar até 18/02/2026",
            "Vencimento 14/02/2026 (sábado), pagável até 18/02/2026 sem encargos, ou até hoje se esse dia foi feriado na sua \
             cidade.",
        ),
        (
            date(2026, 2, 20),
            "Vencido há 2 dias",
            "Vencimento 14/02/2026 (sábado), pagável até 18/02/2026 sem encargos.",
        ),
    ] {
        let prazo = prazo(sabado, hoje);
        assert_eq!((prazo.texto().as_str(), prazo.detalhe().as_deref()), (texto, Some(detalhe)), "{hoje}");
        assert_eq!((prazo.vencimento(), prazo.pagavel_ate()), (sabado, date(2026, 2, 18)));
    }
    let corpus_christi = prazo(date(2026, 6, 4), date(2026, 6, 4));
    assert_eq!(
        corpus_christi.detalhe().as_deref(),
        Some("Vencimento 04/06/2026 (quinta-feira, feriado), pode pagar até 05/06/2026 sem encargos.")
    );
}

#[test]
fn nothing_is_said_to_be_overdue_while_a_local_holiday_could_still_save_it() {
    let nacional = Calendario::nacional();
    let completo = Calendario::nacional().com_municipais([]);
    let mut vencimento = date(2026, 1, 1);
    while vencimento < date(2028, 1, 1) {
        let ate = nacional.proximo_dia_util(vencimento);
        for dias in -10..=15 {
            let hoje = vencimento.checked_add(dias.days()).unwrap();
            let prazo = nacional.prazo(vencimento, hoje);
            if hoje <= ate {
                assert!(!prazo.vencido() && !matches!(prazo, Prazo::Incerto { .. }), "{vencimento} {hoje}");
            } else {
                let duvida = ate != vencimento && hoje <= nacional.proximo_dia_util(ate.tomorrow().unwrap());
                assert_eq!(matches!(prazo, Prazo::Incerto { .. }), duvida, "{vencimento} {hoje}");
                assert_eq!(prazo.vencido(), !duvida, "{vencimento} {hoje}");
                // Who told the local holidays has no doubt.
                assert!(completo.prazo(vencimento, hoje).vencido(), "{vencimento} {hoje}");
            }
        }
        vencimento = vencimento.tomorrow().unwrap();
    }
}
