//! How fast documents are made, a JSON line for each measure: `cargo run --release -p documents --example velocidade`.
//!
//! Each measure is the median of several runs after one that is not counted.

#![expect(clippy::print_stdout, reason = "the measurements are the output")]

use std::{
    error::Error,
    time::{Duration, Instant},
};

use documents::{
    extrato::{Extrato, Linha, Situacao, xlsx},
    pdf::{Impressora, Marca},
};
use domain::dinheiro::Dinheiro;
use jiff::{ToSpan, civil::date};

const REPETICOES: usize = 7;
const LINHAS_DA_PLANILHA: u16 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let impressora = Impressora::nova()?;
    let marca = Marca {
        nome: "Incorporadora Exemplo".into(),
        cor: "#1d4f91".into(),
        logo: None,
        razao_social: None,
        cnpj: None,
        endereco: None,
        contato: Vec::new(),
    };
    for linhas in [1, 300, 1_000] {
        let dados = extrato(linhas);
        let tempo = mediana(|| Ok(impressora.extrato(&marca, &dados)?.len()))?;
        println!(r#"{{"medida":"pdf_ms","linhas":{linhas},"valor":{:.1}}}"#, 1_000.0 * tempo.as_secs_f64());
    }
    let dados = extrato(LINHAS_DA_PLANILHA);
    let tempo = mediana(|| Ok(xlsx(&dados)?.len()))?;
    let por_segundo = f64::from(LINHAS_DA_PLANILHA) / tempo.as_secs_f64();
    println!(r#"{{"medida":"xlsx_linhas_por_segundo","linhas":{LINHAS_DA_PLANILHA},"valor":{por_segundo:.0}}}"#);
    Ok(())
}

fn mediana(fazer: impl Fn() -> Result<usize, Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    fazer()?;
    let mut tempos = Vec::new();
    for _ in 0..REPETICOES {
        let inicio = Instant::now();
        std::hint::black_box(fazer()?);
        tempos.push(inicio.elapsed());
    }
    tempos.sort();
    tempos.get(REPETICOES / 2).copied().ok_or_else(|| "no run".into())
}

fn extrato(linhas: u16) -> Extrato {
    let linha = |posicao: u16| {
        let valor = Dinheiro::de_centavos(230_000 + i64::from(posicao));
        let paga = posicao.is_multiple_of(3);
        Linha {
            descricao: format!("Parcela mensal {posicao}/{linhas}"),
            contrato: Some("000159".into()),
            vencimento: Some(date(2020, 1, 10).saturating_add(i64::from(posicao % 600).months())),
            situacao: if paga { Situacao::Paga } else { Situacao::Aberta },
            valor_original: Some(valor),
            correcao: Some(Dinheiro::de_centavos(i64::from(posicao))),
            juros: Some(Dinheiro::ZERO),
            multa: Some(Dinheiro::ZERO),
            desconto: None,
            valor_atual: Some(valor).filter(|_| !paga),
            indice: Some("INCC-DI".into()),
            paga_em: Some(date(2026, 1, 9)).filter(|_| paga),
            valor_pago: Some(valor).filter(|_| paga),
        }
    };
    Extrato {
        titulo: "Extrato · unidade de exemplo".into(),
        incorporadora: "Incorporadora Exemplo".into(),
        titular: "Titular de exemplo".into(),
        gerado_em: date(2026, 11, 21).at(22, 5, 9, 0),
        linhas: (1..=linhas).map(linha).collect(),
    }
}
