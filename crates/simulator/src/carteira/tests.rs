use domain::{
    boleto::Boleto,
    documento::Documento,
    pix::{BrCode, TipoPix},
};
use jiff::civil::date;

use super::*;

const DIAS: &[Date] = &[
    date(2026, 11, 21),
    date(2026, 2, 17),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2026, 4, 2),
    date(2031, 8, 31),
];

#[test]
fn every_code_verifies_on_every_day_except_the_ones_meant_to_be_wrong() {
    for &hoje in DIAS {
        let carteira = Carteira::em(hoje, 2007).unwrap();
        let mut errados = 0;
        for cliente in &carteira.clientes {
            for boleto in &cliente.boletos {
                let onde = format!("{hoje} {} {}", cliente.pessoa.chave, boleto.fatura);
                let Ok(lido) = Boleto::ler(&boleto.linha) else {
                    assert_eq!(cliente.pessoa.chave, "hermes", "{onde}");
                    assert!(BrCode::ler(boleto.pix.as_deref().unwrap()).is_err(), "{onde}");
                    errados += 1;
                    continue;
                };
                assert_eq!(lido.banco(), Some(boleto.banco), "{onde}");
                assert_eq!(lido.vencimento(hoje), Some(boleto.vencimento), "{onde}");
                if lido.valor() != Some(boleto.original) {
                    assert_eq!(cliente.pessoa.chave, "hermes", "{onde}");
                    errados += 1;
                }
                if let Some(codigo) = &boleto.pix {
                    let pix = BrCode::ler(codigo).unwrap();
                    assert!(pix.conforme_manual(), "{onde}: {:?}", pix.desvios());
                    if pix.tipo() == TipoPix::Estatico {
                        assert_eq!(pix.valor(), Some(boleto.atual), "{onde}");
                    }
                }
            }
        }
        assert_eq!(errados, 2, "{hoje}");
    }
}

#[test]
fn documents_are_valid_and_nobody_shares_one() {
    let mut vistos = std::collections::HashSet::new();
    for pessoa in crate::PESSOAS {
        let documento = match pessoa.tipo_documento {
            "Passaporte" => Documento::estrangeiro(pessoa.documento),
            _ => Documento::ler(pessoa.documento),
        }
        .unwrap_or_else(|erro| panic!("{}: {erro}", pessoa.chave));
        assert_eq!(documento.normalizado(), pessoa.documento_normalizado());
        assert!(vistos.insert(documento), "{}", pessoa.chave);
        assert!(vistos.len() <= crate::PESSOAS.len());
    }
    assert!(crate::PESSOAS.iter().filter(|p| p.papel == crate::Papel::Cliente).count() >= 14);
}

#[test]
fn late_charges_are_two_percent_and_a_thirtieth_of_a_percent_a_day() {
    let calendario = Calendario::nacional();
    let de = |centavos, vencimento, em| {
        let (juros, multa) = contrato::encargos(Dinheiro::de_centavos(centavos), vencimento, em, &calendario).unwrap();
        (juros.centavos(), multa.centavos())
    };
    assert_eq!(de(100_000, date(2026, 9, 1), date(2026, 10, 1)), (1_000, 2_000));
    assert_eq!(de(10_000, date(2026, 9, 1), date(2026, 9, 6)), (17, 200));
    assert_eq!(de(10_000, date(2026, 9, 1), date(2026, 9, 1)), (0, 0));
    // Saturday: payable without charges on Monday; on Tuesday the three days count.
    assert_eq!(de(100_000, date(2026, 11, 14), date(2026, 11, 16)), (0, 0));
    assert_eq!(de(100_000, date(2026, 11, 14), date(2026, 11, 17)), (100, 2_000));
}

#[test]
fn each_person_shows_what_the_list_promises() {
    let hoje = date(2026, 11, 21);
    let carteira = Carteira::em(hoje, 2007).unwrap();
    let de = |chave| carteira.da_pessoa(chave).unwrap();
    let calendario = Calendario::nacional();

    assert!(de("doralice").boletos[0].historico.starts_with("Parcela 7 de 60"));
    assert_eq!(de("doralice").boletos[0].vencimento, date(2026, 11, 30));
    assert_eq!(de("benedito").contratos.len(), 2);
    assert!(de("benedito").boletos.iter().any(|b| !b.desconto.eh_zero() && b.atual < b.original));

    let [vencida, proxima] = &de("lindalva").boletos[..] else { panic!("two boletos") };
    assert_eq!(vencida.vencimento, date(2026, 11, 18));
    assert!(!vencida.juros.eh_zero() && !vencida.multa.eh_zero());
    assert_eq!(vencida.atual, vencida.original + vencida.juros + vencida.multa);
    assert!(proxima.vencimento > hoje && proxima.juros.eh_zero());

    let vencidas = de("genivaldo").boletos.iter().filter(|b| b.vencimento < hoje).count();
    assert_eq!((vencidas, de("genivaldo").boletos.len()), (5, 6));
    assert!(de("genivaldo").boletos[0].vencimento < date(2026, 8, 1));

    assert_eq!(de("zulmira").extrato.len(), 421);
    assert_eq!(de("zulmira").extrato.iter().filter(|l| l.baixa.is_some()).count(), 171);
    assert!(de("raimunda").boletos.iter().all(|b| b.pix.is_none()));

    let sem_boleto: Vec<_> = de("edmilson")
        .extrato
        .iter()
        .filter(|l| l.baixa.is_none() && de("edmilson").boletos.iter().all(|b| b.fatura != l.fatura))
        .collect();
    assert!(sem_boleto[0].vencimento <= date(2026, 11, 30), "one of them is due soon");
    assert_eq!(de("edmilson").boletos.len(), 1);

    assert!(carteira.da_pessoa("wanderley").is_none());
    assert!(de("clotilde").boletos.is_empty() && de("clotilde").extrato.iter().all(|l| l.baixa.is_some()));
    assert!(!de("clotilde").quitacoes.is_empty());
    assert!(de("anna").boletos[0].historico.contains("<b>"));
    let fim_de_semana = de("otacilio").boletos[0].vencimento;
    assert!(!calendario.eh_dia_util(fim_de_semana) && fim_de_semana > hoje);
}

#[test]
fn nothing_is_paid_in_the_future_and_no_paid_instalment_follows_an_open_one() {
    for &hoje in DIAS {
        for cliente in Carteira::em(hoje, 7).unwrap().clientes {
            for contrato in &cliente.contratos {
                let mut aberta = false;
                for l in cliente.extrato.iter().filter(|l| l.contrato == contrato.id && !l.fatura.ends_with("901")) {
                    assert!(l.baixa.is_none_or(|b| b.data <= hoje), "{hoje} {}", cliente.pessoa.chave);
                    assert!(!(aberta && l.baixa.is_some()), "{hoje} {} {}", cliente.pessoa.chave, l.fatura);
                    aberta |= l.baixa.is_none();
                }
            }
        }
    }
}

#[test]
fn one_seed_gives_one_world_and_another_seed_another() {
    let hoje = date(2026, 11, 21);
    let em = |semente| format!("{:?}", Carteira::em(hoje, semente).unwrap());
    assert_eq!(em(1), em(1));
    assert_ne!(em(1), em(2));
}

#[test]
fn a_nota_has_a_fifty_digit_key() {
    for cliente in Carteira::em(date(2026, 11, 21), 2007).unwrap().clientes {
        for nota in cliente.notas {
            assert_eq!(nota.chave.len(), 50);
        }
    }
}
