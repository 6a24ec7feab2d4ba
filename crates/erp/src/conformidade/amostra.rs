//! What the ERP of a scenario holds. All of it invented.

use domain::{
    dinheiro::Dinheiro,
    modelo::{
        BoletoEmitido, Cliente, Composicao, Contrato, ContratoId, NotaFiscal, NumeroParcela, Pagamento, Parcela,
        Quitacao, SituacaoBoleto, Unidade,
    },
};
use jiff::civil::{Date, date};

/// How many rows [`Amostra::enorme`] has of each kind.
const ENORME: u32 = 10_000;

/// The records of one holder. The environment puts them on its ERP's wire; the adapter must bring them back.
///
/// Settled `parcelas` and `pagamentos` tell the same story under the same keys, since many ERPs have one statement for both.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Amostra {
    /// Customer record.
    pub cliente: Cliente,
    /// Contracts.
    pub contratos: Vec<Contrato>,
    /// Open boletos.
    pub boletos: Vec<BoletoEmitido>,
    /// Instalments.
    pub parcelas: Vec<Parcela>,
    /// Payments.
    pub pagamentos: Vec<Pagamento>,
    /// Notas fiscais.
    pub notas_fiscais: Vec<NotaFiscal>,
    /// Declarations.
    pub quitacoes: Vec<Quitacao>,
    /// Units.
    pub unidades: Vec<Unidade>,
}

impl Amostra {
    /// Two contracts, two boletos, three instalments of which two are paid, one of everything else.
    pub fn normal() -> Self {
        let parcelas = vec![
            parcela("8101", date(2026, 1, 10), Some((date(2026, 1, 9), 150_000))),
            parcela("8102", date(2026, 2, 10), Some((date(2026, 2, 13), 153_027))),
            parcela("8103", date(2026, 3, 10), None),
        ];
        Self {
            cliente: Cliente {
                id: Some("C-77".to_owned()),
                nome: Some("Joana da Amostra".to_owned()),
                ativo: Some(true),
            },
            contratos: vec![contrato("159", "Residencial Aurora"), contrato("160", "Residencial Poente")],
            boletos: vec![
                boleto("8103", &["159"], 150_000, date(2026, 3, 10)),
                boleto("8104", &["159", "160"], 9_876_543_210, date(2026, 4, 10)),
            ],
            pagamentos: pagamentos(&parcelas),
            parcelas,
            notas_fiscais: vec![nota("501", "2026/12", 153_027)],
            quitacoes: vec![quitacao("31", 2025, 1_800_000)],
            unidades: vec![unidade("U1", "Torre Âmbar 1203")],
        }
    }

    /// The same customer with nothing.
    pub fn vazia() -> Self {
        Self { cliente: Self::normal().cliente, ..Self::default() }
    }

    /// As [`Amostra::normal`] in keys, amounts and dates, with no optional text.
    pub fn minima() -> Self {
        let mut amostra = Self::normal();
        amostra.cliente.nome = None;
        amostra.contratos.iter_mut().for_each(|c| c.nome = None);
        for boleto in &mut amostra.boletos {
            (boleto.linha_digitavel, boleto.pix, boleto.historico, boleto.parcela, boleto.banco) = Default::default();
        }
        amostra.parcelas.iter_mut().for_each(|p| (p.descricao, p.numero) = Default::default());
        amostra.pagamentos.iter_mut().for_each(|p| p.descricao = None);
        amostra.notas_fiscais.iter_mut().for_each(|n| n.numero = None);
        amostra.unidades.iter_mut().for_each(|u| u.nome = None);
        amostra
    }

    /// Of each list two rows under one key that say different things: both must survive.
    pub fn mesma_chave() -> Self {
        let parcelas = vec![
            parcela("8101", date(2026, 1, 10), Some((date(2026, 1, 9), 100_000))),
            parcela("8101", date(2026, 1, 10), Some((date(2026, 1, 20), 50_000))),
        ];
        Self {
            contratos: vec![contrato("159", "Residencial Aurora"), contrato("159", "Vaga 12")],
            boletos: vec![
                boleto("8103", &["159"], 150_000, date(2026, 3, 10)),
                boleto("8103", &["159"], 12_345, date(2026, 3, 10)),
            ],
            pagamentos: pagamentos(&parcelas),
            parcelas,
            notas_fiscais: vec![nota("501", "12", 100), nota("501", "13", 200)],
            quitacoes: vec![quitacao("31", 2024, 100), quitacao("31", 2025, 200)],
            unidades: vec![unidade("U1", "Torre Âmbar 1203"), unidade("U1", "Vaga 12")],
            ..Self::normal()
        }
    }

    /// 10,000 rows of each kind.
    pub fn enorme() -> Self {
        let numeros = || 1..=ENORME;
        let parcelas: Vec<Parcela> = numeros()
            .map(|n| parcela(&format!("P{n}"), date(2026, 1, 10), Some((date(2026, 1, 9), i64::from(n)))))
            .collect();
        Self {
            contratos: numeros().map(|n| contrato(&n.to_string(), "Residencial Aurora")).collect(),
            boletos: numeros().map(|n| boleto(&n.to_string(), &["159"], i64::from(n), date(2026, 3, 10))).collect(),
            pagamentos: pagamentos(&parcelas),
            parcelas,
            notas_fiscais: numeros().map(|n| nota(&n.to_string(), &n.to_string(), 100)).collect(),
            quitacoes: numeros().map(|n| quitacao(&n.to_string(), 2025, i64::from(n))).collect(),
            unidades: numeros().map(|n| unidade(&n.to_string(), "Torre Âmbar")).collect(),
            ..Self::normal()
        }
    }

    /// Two rows of each list and a record that belong to another person. No key or text is shared with the other samples.
    pub fn alheia() -> Self {
        let parcelas = vec![
            parcela("X-1", date(2026, 5, 5), Some((date(2026, 5, 4), 1_111))),
            parcela("X-2", date(2026, 6, 5), Some((date(2026, 6, 4), 2_222))),
        ];
        Self {
            cliente: Cliente { id: Some("X-0".to_owned()), nome: Some("Outra Pessoa".to_owned()), ativo: Some(true) },
            contratos: vec![contrato("X-1", "Alheio"), contrato("X-2", "Alheio")],
            boletos: vec![
                boleto("X-1", &["X-1"], 1_111, date(2026, 5, 5)),
                boleto("X-2", &["X-1"], 2_222, date(2026, 6, 5)),
            ],
            pagamentos: pagamentos(&parcelas),
            parcelas,
            notas_fiscais: vec![nota("X-1", "X-1", 1_111), nota("X-2", "X-2", 2_222)],
            quitacoes: vec![quitacao("X-1", 2024, 1_111), quitacao("X-2", 2025, 2_222)],
            unidades: vec![unidade("X-1", "Alheia"), unidade("X-2", "Alheia")],
        }
    }
}

fn contrato(id: &str, nome: &str) -> Contrato {
    Contrato {
        id: ContratoId(id.to_owned()),
        nome: Some(nome.to_owned()),
        empreendimento: None,
        unidade: None,
        situacao: None,
    }
}

fn boleto(id: &str, contratos: &[&str], centavos: i64, vencimento: Date) -> BoletoEmitido {
    let valor = Some(Dinheiro::de_centavos(centavos));
    BoletoEmitido {
        id: id.to_owned(),
        contratos: contratos.iter().map(|c| ContratoId((*c).to_owned())).collect(),
        historico: Some("Parcela 7 de 60".to_owned()),
        parcela: Some(NumeroParcela { numero: 7, total: Some(60) }),
        valor: Composicao { original: valor, atual: valor, ..Composicao::default() },
        emissao: None,
        vencimento: Some(vencimento),
        linha_digitavel: Some("00190.00009 01234.567004 00000.123457 1 10650000150000".to_owned()),
        pix: Some("00020126AMOSTRA6304ABCD".to_owned()),
        banco: Some("001".to_owned()),
        pdf: None,
        situacao: SituacaoBoleto::Aberto,
    }
}

fn parcela(id: &str, vencimento: Date, paga: Option<(Date, i64)>) -> Parcela {
    Parcela {
        id: id.to_owned(),
        contrato: None,
        numero: Some(NumeroParcela { numero: 7, total: Some(60) }),
        descricao: Some("Parcela 7 de 60".to_owned()),
        vencimento: Some(vencimento),
        valor: Composicao { original: Some(Dinheiro::de_centavos(150_000)), ..Composicao::default() },
        indice: None,
        paga_em: paga.map(|(dia, _)| dia),
        valor_pago: paga.map(|(_, centavos)| Dinheiro::de_centavos(centavos)),
    }
}

/// The settled ones, told as payments.
fn pagamentos(parcelas: &[Parcela]) -> Vec<Pagamento> {
    parcelas
        .iter()
        .filter(|p| p.paga_em.is_some())
        .map(|p| Pagamento {
            id: p.id.clone(),
            contrato: p.contrato.clone(),
            descricao: p.descricao.clone(),
            vencimento: p.vencimento,
            pago_em: p.paga_em,
            valor: p.valor_pago,
            composicao: p.valor.clone(),
        })
        .collect()
}

fn nota(id: &str, numero: &str, centavos: i64) -> NotaFiscal {
    NotaFiscal {
        id: id.to_owned(),
        numero: Some(numero.to_owned()),
        emissao: Some(date(2026, 2, 15)),
        valor: Some(Dinheiro::de_centavos(centavos)),
        descricao: None,
        chave: None,
        protocolo: None,
        pdf: None,
        xml: None,
    }
}

fn quitacao(id: &str, ano: i16, centavos: i64) -> Quitacao {
    Quitacao { id: id.to_owned(), ano, valor: Some(Dinheiro::de_centavos(centavos)), pdf: None }
}

fn unidade(id: &str, nome: &str) -> Unidade {
    Unidade { id: id.to_owned(), nome: Some(nome.to_owned()), situacao: None, endereco: None, valor: None }
}
