//! The books as CV's portal API would tell them.

use domain::{calendario::curta, dinheiro::Dinheiro};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    carteira::{BoletoAberto, Cliente, Contrato, Lancamento},
    empreendimentos::por_nome,
    falhas::Endpoint,
    pessoas::{Escrita, Pessoa},
};

/// One person's books on one day.
pub(in crate::portal) struct Livro<'a> {
    pub(in crate::portal) cliente: &'a Cliente,
    pub(in crate::portal) hoje: Date,
    /// Who is told: the customer, or an associado.
    pub(in crate::portal) de: &'a Pessoa,
}

impl Livro<'_> {
    /// Whether the unit is the person's. A unit of CV has the number of its contract in the ERP.
    pub(super) fn tem(&self, unidade: &str) -> bool {
        self.cliente.contratos.iter().any(|c| c.id == unidade)
    }

    /// Past years in which something of the unit was paid.
    pub(super) fn anos(&self, unidade: &str) -> Vec<i16> {
        let pagas = self.cliente.extrato.iter().filter(|l| l.contrato == unidade).filter_map(|l| l.baixa);
        let mut anos: Vec<i16> = pagas.map(|b| b.data.year()).filter(|ano| *ano < self.hoje.year()).collect();
        anos.sort_unstable();
        anos.dedup();
        anos.reverse();
        anos
    }

    /// Rows of a list, of one unit or of all.
    pub(in crate::portal) fn linhas(&self, endpoint: Endpoint, unidade: Option<&str>) -> Vec<Value> {
        let quer = |id: &str| unidade.is_none_or(|u| u == id);
        let contratos = || self.cliente.contratos.iter().filter(|c| quer(&c.id));
        let extrato = || self.cliente.extrato.iter().filter(|l| quer(&l.contrato));
        match endpoint {
            Endpoint::CvUnidades => contratos().map(|c| self.unidade(c)).collect(),
            Endpoint::CvContratos => contratos().map(|c| self.contrato(c)).collect(),
            Endpoint::CvBoletos => {
                let boletos = self.cliente.boletos.iter().filter(|b| quer(&b.contrato));
                boletos.map(|b| self.boleto(b, unidade.is_none())).collect()
            }
            Endpoint::CvExtrato => extrato().map(|l| self.lancamento(l)).collect(),
            Endpoint::CvInformes => {
                contratos().map(|c| json!({"idunidade": numero(&c.id), "anos": self.anos(&c.id)})).collect()
            }
            Endpoint::CvAntecipacao => {
                let abertas = extrato().filter(|l| l.baixa.is_none() && l.vencimento > self.hoje);
                abertas.map(|l| self.lancamento(l)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Two rows that name this person, for somebody else's list.
    pub(super) fn alheias(&self, endpoint: Endpoint) -> Vec<Value> {
        let mut linhas = self.linhas(endpoint, None);
        linhas.truncate(2);
        for linha in linhas.iter_mut().filter_map(Value::as_object_mut) {
            linha.insert("documento".to_owned(), json!(self.cliente.pessoa.documento));
            linha.insert("documento_tipo".to_owned(), json!(self.cliente.pessoa.tipo_documento));
        }
        linhas
    }

    fn valor(&self, valor: Dinheiro) -> Value {
        match self.cliente.pessoa.escrita {
            Escrita::Iso => json!(valor.iso()),
            Escrita::Brasileira => json!(valor.sem_simbolo()),
            Escrita::Numero => valor.iso().parse::<f64>().map_or(Value::Null, |numero| json!(numero)),
        }
    }

    /// CV writes times that mean nothing behind its dates.
    fn data(&self, data: Date) -> Value {
        match self.cliente.pessoa.escrita {
            Escrita::Brasileira => json!(curta(data)),
            Escrita::Iso | Escrita::Numero => json!(format!("{data} 00:00:00")),
        }
    }

    fn unidade(&self, contrato: &Contrato) -> Value {
        json!({
            "idunidade": numero(&contrato.id), "idunidade_int": contrato.id, "unidade": contrato.unidade,
            "empreendimento": {
                "idempreendimento": por_nome(contrato.empreendimento).map(|e| e.id), "nome": contrato.empreendimento,
            },
            "endereco": contrato.endereco, "situacao": situacao(contrato),
            "documento": self.cliente.pessoa.documento, "padrao": "N", "titular": self.titular(),
        })
    }

    fn contrato(&self, contrato: &Contrato) -> Value {
        json!({
            "idcontrato": format!("9{}", contrato.id), "idunidade": numero(&contrato.id),
            "nome": format!("{} - {}", contrato.empreendimento, contrato.unidade),
            "empreendimento": contrato.empreendimento, "unidade": contrato.unidade, "situacao": situacao(contrato),
            "documento": self.cliente.pessoa.documento, "titular": self.titular(),
            "vinculo": if self.de.chave == self.cliente.pessoa.chave { "Titular" } else { "Associado" },
            "data_contrato": self.assinatura(contrato).map(|data| self.data(data)),
        })
    }

    fn titular(&self) -> Value {
        json!({
            "nome": self.cliente.pessoa.nome, "documento": self.cliente.pessoa.documento,
            "idpessoa_int": self.cliente.pessoa.id_erp,
        })
    }

    /// The day of the down payment.
    fn assinatura(&self, contrato: &Contrato) -> Option<Date> {
        self.cliente.extrato.iter().filter(|l| l.contrato == contrato.id).map(|l| l.vencimento).min()
    }

    /// Asked unit by unit CV does not repeat the unit.
    fn boleto(&self, b: &BoletoAberto, com_unidade: bool) -> Value {
        let mut linha = json!({
            "idboleto": numero(&b.fatura), "documento": format!("{}/1", b.fatura), "descricao": b.historico,
            "valor": self.valor(b.original), "valor_atual": self.valor(b.atual), "juros": self.valor(b.juros),
            "multa": self.valor(b.multa), "desconto": self.valor(b.desconto),
            "data_emissao": self.data(b.emissao), "data_vencimento": self.data(b.vencimento), "banco": b.banco,
            "linha_digitavel": b.linha, "pix": b.pix.as_deref().unwrap_or_default(),
            "situacao": if b.vencimento < self.hoje { "Vencido" } else { "A vencer" },
        });
        if let Some(campos) = linha.as_object_mut().filter(|_| com_unidade) {
            campos.insert("idunidade".to_owned(), numero(&b.contrato));
        }
        linha
    }

    fn lancamento(&self, l: &Lancamento) -> Value {
        let zero = Dinheiro::ZERO;
        json!({
            "idparcela": numero(&l.fatura), "idunidade": numero(&l.contrato), "descricao": l.historico,
            "data_vencimento": self.data(l.vencimento), "valor": self.valor(l.valor),
            "data_pagamento": l.baixa.map_or(json!("0000-00-00 00:00:00"), |b| self.data(b.data)),
            "valor_pago": self.valor(l.baixa.map_or(zero, |b| b.recebido)),
            "juros": self.valor(l.baixa.map_or(zero, |b| b.juros)),
            "multa": self.valor(l.baixa.map_or(zero, |b| b.multa)),
            "situacao": if l.baixa.is_some() { "Pago" } else { "Em aberto" },
        })
    }
}

fn situacao(contrato: &Contrato) -> &'static str {
    if contrato.pagas == contrato.total { "Quitado" } else { "Ativo" }
}

/// Keys are numbers at CV.
fn numero(chave: &str) -> Value {
    chave.parse::<u64>().map_or_else(|_| json!(chave), |n| json!(n))
}
