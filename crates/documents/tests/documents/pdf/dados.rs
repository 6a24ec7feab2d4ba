//! Documents with everything told.

use documents::pdf::{
    Cobranca, Cobrancas, Composicao, ContratoPago, Declaracao, Demonstrativo, Impressora, Logo, Marca, PagamentoFeito,
};
use domain::{
    boleto::Boleto,
    pix::{BrCode, PixDinamico},
};
use jiff::civil::date;

use crate::exemplo::reais;

pub(crate) const LINHA: &str = "34191.10121 34567.880058 71234.570001 6 16670000012345";
pub(crate) const LOGO: &str =
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 2"><path fill="#0b6e4f" d="M0 0h8v2H0z"/></svg>"##;

pub(crate) fn impressora() -> Impressora {
    Impressora::nova().unwrap()
}

pub(crate) fn marca() -> Marca {
    Marca {
        nome: "Horizonte & Filhos".to_owned(),
        cor: "#1d4f91".to_owned(),
        logo: Some(Logo::ler(LOGO.into()).unwrap()),
        razao_social: Some("Horizonte e Filhos Incorporações S.A.".to_owned()),
        cnpj: Some("11.222.333/0001-81".to_owned()),
        endereco: Some("Avenida Beira Mar, 1200, Aracaju".to_owned()),
        contato: vec!["(79) 3200-0000".to_owned()],
    }
}

pub(crate) fn pix() -> BrCode {
    PixDinamico {
        url: "pix.exemplo.test/qr/v2/cobv/9d36b84fc70b478fb95c12729b90ca25".to_owned(),
        nome: "Horizonte e Filhos".to_owned(),
        cidade: "Aracaju".to_owned(),
    }
    .montar()
    .unwrap()
}

pub(crate) fn cobranca() -> Cobranca {
    Cobranca {
        titulo: "Parcela 7 de 60".to_owned(),
        contrato: Some("000159".to_owned()),
        vencimento: Some(date(2026, 12, 12)),
        vencimento_detalhe: Some("sábado; o banco aceita até segunda-feira, 14/12".to_owned()),
        valor: Some(reais(243_817)),
        valor_em: date(2026, 11, 21),
        composicao: Composicao {
            original: Some(reais(230_000)),
            correcao: Some(reais(12_011)),
            juros: Some(reais(806)),
            multa: Some(reais(4_600)),
            desconto: Some(reais(3_600)),
        },
        boleto: Some(Boleto::ler(LINHA).unwrap()),
        pix: Some(pix()),
        beneficiario: "Horizonte e Filhos Incorporações S.A.".to_owned(),
        beneficiario_documento: Some("11.222.333/0001-81".to_owned()),
        banco: Some("341 · Itaú Unibanco".to_owned()),
        avisos: vec!["Depois do vencimento, o banco recalcula o valor.".to_owned()],
    }
}

pub(crate) fn cobrancas(itens: Vec<Cobranca>) -> Cobrancas {
    Cobrancas {
        titulo: "Torre Âmbar, apto 1203".to_owned(),
        titular: "M*** S*** · ***.444.777-**".to_owned(),
        gerado_em: date(2026, 11, 21).at(22, 5, 9, 0),
        itens,
    }
}

pub(crate) fn declaracao() -> Declaracao {
    Declaracao {
        numero: "2025/000123".to_owned(),
        codigo: "7KQ4-M2XD-R9TN".to_owned(),
        endereco_verificacao: "https://portal.exemplo.test/verificar/7KQ4-M2XD-R9TN".to_owned(),
        ano: 2025,
        contrato: "000159".to_owned(),
        unidade: Some("Apto 1203".to_owned()),
        empreendimento: Some("Torre Âmbar".to_owned()),
        titular_nome: "Maria da Conceição".to_owned(),
        titular_documento: "***.444.777-**".to_owned(),
        parcelas: 12,
        total_pago: Some(reais(2_894_400)),
        texto: None,
        signatario: "Joana Horizonte".to_owned(),
        cargo: Some("Diretora financeira".to_owned()),
        cidade: Some("Aracaju".to_owned()),
        emitida_em: date(2026, 3, 2),
    }
}

pub(crate) fn demonstrativo() -> Demonstrativo {
    let pagamento = |mes: i8| PagamentoFeito {
        pago_em: date(2025, mes, 9),
        vencimento: Some(date(2025, mes, 10)),
        descricao: format!("Parcela {mes} de 60"),
        principal: Some(reais(230_000)),
        correcao: Some(reais(11_340)),
        juros: (mes != 3).then(|| reais(1_000)),
        multa: None,
        desconto: None,
        valor: Some(reais(242_340)),
    };
    Demonstrativo {
        ano: 2025,
        titular: "M*** S*** · ***.444.777-**".to_owned(),
        gerado_em: date(2026, 11, 21).at(22, 5, 9, 0),
        contratos: vec![ContratoPago {
            nome: "Contrato 000159".to_owned(),
            empreendimento: Some("Torre Âmbar".to_owned()),
            unidade: Some("Apto 1203".to_owned()),
            pagamentos: (1..=12).map(pagamento).collect(),
        }],
        ressalvas: vec!["3 pagamentos sem data não entraram.".to_owned()],
    }
}
