//! Data with which templates are tried: everything told, or nothing that may be missing. No person and no contract of anybody.

use domain::{boleto::Boleto, dinheiro::Dinheiro, pix::PixEstatico};
use jiff::civil::{Date, date};

use super::{Cobranca, Cobrancas, Composicao, ContratoPago, Declaracao, Demonstrativo, Logo, Marca, PagamentoFeito};
use crate::extrato::{Extrato, Linha, Situacao};

const DIA: Date = date(2026, 11, 21);
/// Published by a bank as an example.
const LINHA: &str = "34191.10121 34567.880058 71234.570001 6 16670000012345";
const LOGO: &str =
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 2"><path fill="#555" d="M0 0h8v2H0z"/></svg>"##;

fn valor(centavos: i64, completa: bool) -> Option<Dinheiro> {
    completa.then(|| Dinheiro::de_centavos(centavos))
}

fn texto(texto: &str, completa: bool) -> Option<String> {
    completa.then(|| texto.to_owned())
}

pub(super) fn marca(completa: bool) -> Marca {
    Marca {
        nome: "Incorporadora Exemplo".to_owned(),
        cor: "#1d4f91".to_owned(),
        logo: Logo::ler(LOGO.into()).ok().filter(|_| completa),
        razao_social: texto("Incorporadora Exemplo S.A.", completa),
        cnpj: texto("11.222.333/0001-81", completa),
        endereco: texto("Rua do Exemplo, 1, Aracaju", completa),
        contato: texto("atendimento@exemplo.test", completa).into_iter().collect(),
    }
}

pub(super) fn cobrancas(completa: bool) -> Cobrancas {
    let pix = PixEstatico {
        chave: "123e4567-e12b-12d1-a456-426655440000".to_owned(),
        nome: "Incorporadora Exemplo".to_owned(),
        cidade: "Aracaju".to_owned(),
        ..PixEstatico::default()
    };
    Cobrancas {
        titulo: "Unidade de exemplo".to_owned(),
        titular: "Titular de exemplo".to_owned(),
        gerado_em: DIA.at(9, 30, 0, 0),
        itens: vec![Cobranca {
            titulo: "Parcela 1 de 2".to_owned(),
            contrato: texto("000159", completa),
            vencimento: completa.then_some(DIA),
            vencimento_detalhe: texto("sábado", completa),
            valor: valor(12_345, completa),
            valor_em: DIA,
            composicao: Composicao {
                original: valor(12_000, completa),
                correcao: valor(300, completa),
                juros: valor(25, completa),
                multa: valor(25, completa),
                desconto: valor(5, completa),
            },
            boleto: Boleto::ler(LINHA).ok().filter(|_| completa),
            pix: pix.montar().ok().filter(|_| completa),
            beneficiario: "Incorporadora Exemplo S.A.".to_owned(),
            beneficiario_documento: texto("11.222.333/0001-81", completa),
            banco: texto("341 · Itaú Unibanco", completa),
            avisos: texto("Depois do vencimento, o banco recalcula o valor.", completa).into_iter().collect(),
        }],
    }
}

pub(super) fn extrato(completa: bool) -> Extrato {
    let linha = |situacao| Linha {
        descricao: "Parcela 1 de 2".to_owned(),
        contrato: texto("000159", completa),
        vencimento: completa.then_some(DIA),
        situacao,
        valor_original: valor(12_000, completa),
        correcao: valor(300, completa),
        juros: valor(25, completa),
        multa: valor(25, completa),
        desconto: valor(5, completa),
        valor_atual: valor(12_345, completa && situacao != Situacao::Paga),
        indice: texto("INCC-DI", completa),
        paga_em: (completa && situacao == Situacao::Paga).then_some(DIA),
        valor_pago: valor(12_345, completa && situacao == Situacao::Paga),
    };
    Extrato {
        titulo: "Extrato · unidade de exemplo".to_owned(),
        incorporadora: "Incorporadora Exemplo".to_owned(),
        titular: "Titular de exemplo".to_owned(),
        gerado_em: DIA.at(9, 30, 0, 0),
        linhas: [Situacao::Paga, Situacao::Aberta, Situacao::Vencida]
            .map(linha)
            .into_iter()
            .filter(|_| completa)
            .collect(),
    }
}

pub(super) fn declaracao(completa: bool) -> Declaracao {
    Declaracao {
        numero: "2025/000001".to_owned(),
        codigo: "ABCD-EFGH-JKLM".to_owned(),
        endereco_verificacao: "https://exemplo.test/verificar/ABCD-EFGH-JKLM".to_owned(),
        ano: 2025,
        contrato: "000159".to_owned(),
        unidade: texto("Apto 1", completa),
        empreendimento: texto("Empreendimento de exemplo", completa),
        titular_nome: "Titular de exemplo".to_owned(),
        titular_documento: "***.444.777-**".to_owned(),
        parcelas: if completa { 12 } else { 1 },
        total_pago: valor(148_140, completa),
        texto: texto("Texto próprio da incorporadora.", completa),
        signatario: "Signatário de exemplo".to_owned(),
        cargo: texto("Diretoria financeira", completa),
        cidade: texto("Aracaju", completa),
        emitida_em: DIA,
    }
}

pub(super) fn demonstrativo(completa: bool) -> Demonstrativo {
    let pagamento = PagamentoFeito {
        pago_em: DIA,
        vencimento: completa.then_some(DIA),
        descricao: "Parcela 1 de 2".to_owned(),
        principal: valor(12_000, completa),
        correcao: valor(300, completa),
        juros: valor(25, completa),
        multa: valor(25, completa),
        desconto: valor(5, completa),
        valor: valor(12_345, completa),
    };
    let contrato = ContratoPago {
        nome: "Contrato 000159".to_owned(),
        empreendimento: texto("Empreendimento de exemplo", completa),
        unidade: texto("Apto 1", completa),
        pagamentos: vec![pagamento.clone(), pagamento],
    };
    Demonstrativo {
        ano: 2026,
        titular: "Titular de exemplo".to_owned(),
        gerado_em: DIA.at(9, 30, 0, 0),
        contratos: if completa { vec![contrato.clone(), contrato] } else { vec![contrato] },
        ressalvas: texto("1 pagamento sem data não entrou.", completa).into_iter().collect(),
    }
}
