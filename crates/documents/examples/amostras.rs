//! Writes each document with invented data, to be looked at: `cargo run -p documents --example amostras -- <folder> [templates]`.

use std::{error::Error, fs, path::Path};

use documents::{
    extrato::{Extrato, Linha, Situacao},
    pdf::{
        Cobranca, Cobrancas, Composicao, ContratoPago, Declaracao, Demonstrativo, Impressora, Logo, Marca,
        PagamentoFeito,
    },
};
use domain::{boleto::Boleto, dinheiro::Dinheiro, pix::PixDinamico};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, date},
};

const LINHA: &str = "34191.10121 34567.880058 71234.570001 6 16670000012345";
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 48"><g fill="#0b6e4f"><path d="M4 44V20L20 8l16 12v24H26V26h-12v18z"/><circle cx="20" cy="4" r="4"/></g><g fill="#16302b"><path d="M52 12h6v10h12V12h6v28h-6V28H58v12h-6zM84 12h26v6H90v5h16v6H90v5h20v6H84zM118 12h14c12 0 12 18 2 18l10 10h-8l-9-10h-3v10h-6zm6 6v7h8c5 0 5-7 0-7zM152 12h6v28h-6zM166 12h30v6h-12v22h-6V18h-12zM204 40l12-28h6l12 28h-7l-3-7h-11l-3 7zm11-13h7l-3.500-8z"/></g></svg>"##;

fn main() -> Result<(), Box<dyn Error>> {
    let mut argumentos = std::env::args().skip(1);
    let pasta = argumentos.next().ok_or("say the folder to write into")?;
    let impressora = match argumentos.next() {
        Some(modelos) => Impressora::com_modelos(Path::new(&modelos))?,
        None => Impressora::nova()?,
    };
    fs::create_dir_all(&pasta)?;
    let gravar = |nome: &str, bytes: Vec<u8>| fs::write(Path::new(&pasta).join(nome), bytes);
    let azul = marca("Horizonte & Filhos", "#1d4f91");
    let verde = Marca { logo: Some(Logo::ler(LOGO.into())?), ..marca("Herita Empreendimentos", "#0b6e4f") };

    gravar("carne.pdf", impressora.cobrancas(&verde, &cobrancas(vec![completa(7)?, completa(8)?, completa(9)?]))?)?;
    gravar("cobranca.pdf", impressora.cobrancas(&azul, &cobrancas(vec![completa(7)?]))?)?;
    let sem_pix = Cobranca {
        pix: None,
        valor: None,
        composicao: Composicao::default(),
        avisos: Vec::new(),
        vencimento_detalhe: None,
        ..completa(1)?
    };
    gravar("cobranca-sem-pix.pdf", impressora.cobrancas(&azul, &cobrancas(vec![sem_pix]))?)?;
    let sem_boleto = Cobranca { boleto: None, ..completa(2)? };
    gravar("cobranca-sem-boleto.pdf", impressora.cobrancas(&azul, &cobrancas(vec![sem_boleto]))?)?;
    let hostil = Cobranca {
        titulo: "#panic() *negrito* _x_ 😀 \u{202e}olá ".repeat(10),
        contrato: Some("9".repeat(90)),
        avisos: vec!["Depois do vencimento, o banco recalcula multa e juros. ".repeat(6); 9],
        beneficiario: "CONSTRUTORADEMUITASPALAVRASJUNTAS".repeat(8),
        beneficiario_documento: Some("$sum$ [x] <y> `z` \\ // /* */".into()),
        banco: Some("银行 Banco".repeat(20)),
        vencimento_detalhe: Some("cai num sábado; pague até segunda-feira, ".repeat(9)),
        valor: Some(Dinheiro::MAXIMO),
        pix: Some(
            PixDinamico {
                url: format!("{}/{}", "pix.exemplo.test", "x".repeat(60)),
                nome: "N".repeat(25),
                cidade: "C".repeat(15),
            }
            .montar()?,
        ),
        ..completa(3)?
    };
    gravar("cobranca-hostil.pdf", impressora.cobrancas(&verde, &cobrancas(vec![hostil]))?)?;
    gravar("extrato.pdf", impressora.extrato(&verde, &extrato(420))?)?;
    gravar("extrato-curto.pdf", impressora.extrato(&azul, &extrato(9))?)?;
    gravar("extrato-vazio.pdf", impressora.extrato(&azul, &extrato(0))?)?;
    gravar("declaracao.pdf", impressora.declaracao(&verde, &declaracao())?)?;
    gravar(
        "declaracao-azul.pdf",
        impressora
            .declaracao(&azul, &Declaracao { total_pago: None, cargo: None, empreendimento: None, ..declaracao() })?,
    )?;
    gravar("demonstrativo.pdf", impressora.demonstrativo(&verde, &demonstrativo(true))?)?;
    gravar("demonstrativo-simples.pdf", impressora.demonstrativo(&azul, &demonstrativo(false))?)?;
    Ok(())
}

fn agora() -> DateTime {
    date(2026, 11, 21).at(22, 5, 9, 0)
}

fn reais(centavos: i64) -> Dinheiro {
    Dinheiro::de_centavos(centavos)
}

fn marca(nome: &str, cor: &str) -> Marca {
    Marca {
        nome: nome.into(),
        cor: cor.into(),
        logo: None,
        razao_social: Some(format!("{nome} Incorporações Imobiliárias S.A.")),
        cnpj: Some("11.222.333/0001-81".into()),
        endereco: Some("Avenida Beira Mar, 1200, 13 de Julho, Aracaju, SE".into()),
        contato: vec!["(79) 3200-0000".into(), "financeiro@exemplo.test".into()],
    }
}

fn cobrancas(itens: Vec<Cobranca>) -> Cobrancas {
    Cobrancas {
        titulo: "Torre Âmbar, apto 1203".into(),
        titular: "M*** S*** · ***.444.777-**".into(),
        gerado_em: agora(),
        itens,
    }
}

fn completa(numero: i64) -> Result<Cobranca, Box<dyn Error>> {
    let pix = PixDinamico {
        url: "pix.banco.exemplo.test/qr/v2/cobv/9d36b84fc70b478fb95c12729b90ca25".into(),
        nome: "Horizonte e Filhos".into(),
        cidade: "Aracaju".into(),
    };
    Ok(Cobranca {
        titulo: format!("Parcela {numero} de 60"),
        contrato: Some("000159".into()),
        vencimento: Some(date(2026, 12, 12)),
        vencimento_detalhe: Some("sábado; o banco aceita até segunda-feira, 14/12".into()),
        valor: Some(reais(243_817)),
        valor_em: date(2026, 11, 21),
        composicao: Composicao {
            original: Some(reais(230_000)),
            correcao: Some(reais(12_011)),
            juros: Some(reais(806)),
            multa: Some(reais(4_600)),
            desconto: Some(reais(3_600)),
        },
        boleto: Some(Boleto::ler(LINHA)?),
        pix: Some(pix.montar()?),
        beneficiario: "Horizonte & Filhos Incorporações Imobiliárias S.A.".into(),
        beneficiario_documento: Some("11.222.333/0001-81".into()),
        banco: Some("341 · Itaú Unibanco".into()),
        avisos: vec!["Depois do vencimento, o banco recalcula multa e juros na hora do pagamento.".into()],
    })
}

fn extrato(linhas: u32) -> Extrato {
    let linha = |posicao: u32| {
        let situacao = match posicao {
            0..40 => Situacao::Paga,
            40..43 => Situacao::Vencida,
            _ => Situacao::Aberta,
        };
        let vencimento: Date = date(2023, 1, 10).saturating_add(i64::from(posicao).months());
        let paga = situacao == Situacao::Paga;
        let vencida = situacao == Situacao::Vencida;
        Linha {
            descricao: match posicao % 12 {
                11 => format!("Reforço anual {}", posicao / 12 + 1),
                _ => format!("Parcela mensal {}/{linhas}", posicao + 1),
            },
            contrato: Some("000159".into()),
            vencimento: Some(vencimento),
            situacao,
            valor_original: Some(reais(230_000)),
            correcao: Some(reais(113 * i64::from(posicao))),
            juros: Some(reais(3_317)).filter(|_| vencida),
            multa: Some(reais(4_600)).filter(|_| vencida),
            desconto: Some(reais(1_200)).filter(|_| paga && posicao.is_multiple_of(5)),
            valor_atual: Some(reais(237_917 + 113 * i64::from(posicao))).filter(|_| !paga),
            indice: Some(if posicao < 30 { "INCC-DI" } else { "IPCA" }.into()),
            paga_em: Some(vencimento.saturating_sub(1.days())).filter(|_| paga),
            valor_pago: Some(reais(230_000 + 113 * i64::from(posicao))).filter(|_| paga),
        }
    };
    Extrato {
        titulo: "Extrato · Torre Âmbar, apto 1203".into(),
        incorporadora: "Horizonte & Filhos".into(),
        titular: "M*** S*** · ***.444.777-**".into(),
        gerado_em: agora(),
        linhas: (0..linhas).map(linha).collect(),
    }
}

fn declaracao() -> Declaracao {
    Declaracao {
        numero: "2025/000123".into(),
        codigo: "7KQ4-M2XD-R9TN".into(),
        endereco_verificacao: "https://portal.exemplo.test/verificar/7KQ4-M2XD-R9TN".into(),
        ano: 2025,
        contrato: "000159".into(),
        unidade: Some("Apto 1203".into()),
        empreendimento: Some("Torre Âmbar".into()),
        titular_nome: "Maria Aparecida da Conceição Souza".into(),
        titular_documento: "***.444.777-**".into(),
        parcelas: 12,
        total_pago: Some(reais(2_894_400)),
        texto: None,
        signatario: "Joana Horizonte".into(),
        cargo: Some("Diretora financeira".into()),
        cidade: Some("Aracaju".into()),
        emitida_em: date(2026, 3, 2),
    }
}

fn demonstrativo(completo: bool) -> Demonstrativo {
    let pagamento = |mes: i8| PagamentoFeito {
        pago_em: date(2025, mes, 9),
        vencimento: Some(date(2025, mes, 10)).filter(|_| completo),
        descricao: format!("Parcela {} de 60", mes + 20),
        principal: Some(reais(230_000)).filter(|_| completo),
        correcao: Some(reais(11_340)).filter(|_| completo),
        juros: Some(reais(if mes == 4 { 1_210 } else { 0 })).filter(|_| completo && mes != 3),
        multa: Some(reais(if mes == 4 { 4_600 } else { 0 })).filter(|_| completo),
        desconto: None,
        valor: Some(reais(241_340 + if mes == 4 { 5_810 } else { 0 })),
    };
    let contrato = ContratoPago {
        nome: "Contrato 000159".into(),
        empreendimento: Some("Torre Âmbar".into()),
        unidade: Some("Apto 1203".into()),
        pagamentos: (1..=12).map(pagamento).collect(),
    };
    let garagem = ContratoPago {
        nome: "Contrato 000160".into(),
        unidade: Some("Vaga 31".into()),
        pagamentos: (6..=9).map(pagamento).collect(),
        ..contrato.clone()
    };
    Demonstrativo {
        ano: 2025,
        titular: "M*** S*** · ***.444.777-**".into(),
        gerado_em: agora(),
        contratos: if completo { vec![contrato, garagem] } else { vec![contrato] },
        ressalvas: if completo { vec!["3 pagamentos sem data não entraram.".into()] } else { Vec::new() },
    }
}
