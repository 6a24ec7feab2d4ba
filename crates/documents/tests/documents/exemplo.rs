//! An extrato with a parcela of each kind.

use documents::extrato::{Extrato, Linha, Situacao};
use domain::dinheiro::Dinheiro;
use jiff::civil::{Date, date};

/// Texts that spreadsheets run, or that break a format from inside a cell.
pub(crate) const CARGAS: [&str; 14] = [
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u{0}=1+1",
    "\u{feff}=1+1",
    "＝1+1",
    "=HYPERLINK(\"http://exemplo.test\";\"clique\")",
    "-",
    "=",
];

pub(crate) fn reais(centavos: i64) -> Dinheiro {
    Dinheiro::de_centavos(centavos)
}

pub(crate) fn linha(descricao: &str, situacao: Situacao, vencimento: Date) -> Linha {
    Linha {
        descricao: descricao.to_owned(),
        contrato: Some("000159".to_owned()),
        vencimento: Some(vencimento),
        situacao,
        valor_original: Some(reais(100_000)),
        correcao: None,
        juros: None,
        multa: None,
        desconto: None,
        valor_atual: None,
        indice: Some("INCC-DI".to_owned()),
        paga_em: None,
        valor_pago: None,
    }
}

pub(crate) fn extrato(linhas: Vec<Linha>) -> Extrato {
    Extrato {
        titulo: "Extrato · Torre Âmbar, apto 1203".to_owned(),
        incorporadora: "Horizonte & Filhos".to_owned(),
        titular: "M*** S*** · ***.444.777-**".to_owned(),
        gerado_em: date(2026, 11, 21).at(22, 5, 9, 0),
        linhas,
    }
}

pub(crate) fn completo() -> Extrato {
    let paga = Linha {
        correcao: Some(reais(12_34)),
        desconto: Some(reais(-5_00)),
        paga_em: Some(date(2026, 9, 9)),
        valor_pago: Some(reais(101_734)),
        ..linha("Parcela 1/3", Situacao::Paga, date(2026, 9, 10))
    };
    let vencida = Linha {
        juros: Some(reais(33)),
        multa: Some(reais(20_00)),
        valor_atual: Some(reais(102_033)),
        ..linha("Parcela 2/3", Situacao::Vencida, date(2026, 11, 10))
    };
    let aberta = Linha {
        correcao: Some(reais(1_01)),
        valor_atual: Some(reais(123_456_789)),
        ..linha("Parcela 3/3; \"chaves\"\nsegunda linha", Situacao::Aberta, date(2026, 12, 10))
    };
    let sem_valor = Linha { contrato: None, ..linha("Reforço", Situacao::Aberta, date(2027, 1, 10)) };
    extrato(vec![paga, vencida, aberta, sem_valor])
}
