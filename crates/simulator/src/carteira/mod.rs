//! The ERP's books: contracts, open boletos, statement, notas and declarations of everybody, on a given day.

pub(crate) mod codigos;
mod contrato;
mod documentos;
mod plano;
mod sorte;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::body::Bytes;
use domain::{calendario::Calendario, dinheiro::Dinheiro};
use jiff::civil::Date;

use crate::pessoas::{self, Pessoa};
pub(crate) use contrato::encargos;
use plano::PLANOS;
pub(crate) use sorte::Sorte;

/// A customer of the ERP.
#[derive(Debug)]
pub(crate) struct Cliente {
    pub(crate) pessoa: &'static Pessoa,
    /// Code in the ERP, whether CV knows it or not.
    pub(crate) id: String,
    pub(crate) contratos: Vec<Contrato>,
    pub(crate) boletos: Vec<BoletoAberto>,
    pub(crate) extrato: Vec<Lancamento>,
    pub(crate) notas: Vec<Nota>,
    pub(crate) quitacoes: Vec<Quitacao>,
}

#[derive(Debug)]
pub(crate) struct Contrato {
    pub(crate) id: String,
    pub(crate) empreendimento: &'static str,
    pub(crate) unidade: &'static str,
    pub(crate) endereco: &'static str,
    pub(crate) total: u32,
    /// Settled instalments.
    pub(crate) pagas: u32,
}

#[derive(Debug)]
pub(crate) struct BoletoAberto {
    pub(crate) fatura: String,
    pub(crate) contrato: String,
    pub(crate) historico: String,
    pub(crate) original: Dinheiro,
    pub(crate) atual: Dinheiro,
    pub(crate) juros: Dinheiro,
    pub(crate) multa: Dinheiro,
    pub(crate) desconto: Dinheiro,
    pub(crate) emissao: Date,
    pub(crate) vencimento: Date,
    pub(crate) banco: &'static str,
    pub(crate) linha: String,
    pub(crate) pix: Option<String>,
    pub(crate) arquivo: String,
}

#[derive(Debug)]
pub(crate) struct Lancamento {
    pub(crate) fatura: String,
    pub(crate) contrato: String,
    pub(crate) historico: String,
    pub(crate) cobranca: String,
    pub(crate) lancado: Date,
    pub(crate) vencimento: Date,
    pub(crate) valor: Dinheiro,
    pub(crate) baixa: Option<Baixa>,
}

/// A payment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Baixa {
    pub(crate) data: Date,
    pub(crate) recebido: Dinheiro,
    pub(crate) juros: Dinheiro,
    pub(crate) multa: Dinheiro,
}

#[derive(Debug)]
pub(crate) struct Nota {
    pub(crate) id: String,
    pub(crate) numero: String,
    pub(crate) valor: Dinheiro,
    pub(crate) data: Date,
    pub(crate) chave: String,
    pub(crate) protocolo: String,
    pub(crate) descricao: String,
    pub(crate) arquivo: String,
    pub(crate) arquivo_xml: String,
}

#[derive(Debug)]
pub(crate) struct Quitacao {
    pub(crate) id: String,
    pub(crate) ano: i16,
    pub(crate) valor: Dinheiro,
    pub(crate) arquivo: String,
}

/// A document the ERP serves.
#[derive(Debug)]
pub(crate) struct Arquivo {
    /// Whose it is.
    pub(crate) pessoa: &'static str,
    pub(crate) conteudo: Conteudo,
}

/// A finished file.
#[derive(Debug, Clone)]
pub(crate) enum Conteudo {
    Pdf(Bytes),
    Xml(Bytes),
}

/// Everything the ERP knows on one day.
#[derive(Debug)]
pub(crate) struct Carteira {
    pub(crate) hoje: Date,
    pub(crate) clientes: Vec<Cliente>,
    /// By name under `/arquivos/`.
    pub(crate) arquivos: BTreeMap<String, Arquivo>,
}

impl Carteira {
    /// The books on `hoje`.
    ///
    /// # Errors
    /// When a code cannot be assembled, which only dates before 2000 or after 9999 bring about.
    pub(crate) fn em(hoje: Date, semente: u64) -> anyhow::Result<Self> {
        let sorte = Sorte(semente);
        let calendario = Calendario::nacional();
        let mut carteira = Self { hoje, clientes: Vec::new(), arquivos: BTreeMap::new() };
        for pessoa in pessoas::todas() {
            let planos: Vec<_> = PLANOS.iter().filter(|p| p.pessoa == pessoa.chave).collect();
            if planos.is_empty() {
                continue;
            }
            let mut cliente = Cliente {
                pessoa,
                id: pessoa.id_erp.map_or_else(|| format!("C-{}", pessoa.idpessoa), str::to_owned),
                contratos: Vec::new(),
                boletos: Vec::new(),
                extrato: Vec::new(),
                notas: Vec::new(),
                quitacoes: Vec::new(),
            };
            for plano in planos {
                contrato::lancar(plano, hoje, &calendario, sorte, &mut cliente)?;
            }
            cliente.extrato.sort_by_key(|l| l.vencimento);
            cliente.boletos.sort_by_key(|b| b.vencimento);
            contrato::quitar_anos(&mut cliente, hoje, sorte);
            carteira.guardar_arquivos(&cliente);
            carteira.clientes.push(cliente);
        }
        Ok(carteira)
    }

    /// The customer with that document (punctuation ignored).
    pub(crate) fn por_documento(&self, documento: &str) -> Option<&Cliente> {
        let limpo: String = documento.chars().filter(char::is_ascii_alphanumeric).collect();
        self.clientes.iter().find(|c| c.pessoa.documento_normalizado() == limpo)
    }

    /// The customer with that code.
    pub(crate) fn por_id(&self, id: &str) -> Option<&Cliente> {
        self.clientes.iter().find(|c| c.id == id)
    }

    /// The customer of that person.
    pub(crate) fn da_pessoa(&self, chave: &str) -> Option<&Cliente> {
        self.clientes.iter().find(|c| c.pessoa.chave == chave)
    }

    fn guardar_arquivos(&mut self, cliente: &Cliente) {
        let pessoa = cliente.pessoa.chave;
        let hoje = self.hoje;
        let pdf = |bytes: Vec<u8>| Conteudo::Pdf(bytes.into());
        let boletos = cliente.boletos.iter().map(|b| (b.arquivo.clone(), pdf(documentos::boleto(cliente, b))));
        let notas = cliente.notas.iter().flat_map(|n| {
            let xml = Conteudo::Xml(documentos::nota_xml(cliente, n).into());
            [(n.arquivo.clone(), pdf(documentos::nota_pdf(cliente, n))), (n.arquivo_xml.clone(), xml)]
        });
        let quitacoes =
            cliente.quitacoes.iter().map(|q| (q.arquivo.clone(), pdf(documentos::quitacao(cliente, q, hoje))));
        for (nome, conteudo) in boletos.chain(notas).chain(quitacoes) {
            self.arquivos.insert(nome, Arquivo { pessoa, conteudo });
        }
    }
}

/// The books of the day, made again when the day changes.
#[derive(Debug)]
pub(crate) struct Carteiras {
    semente: u64,
    atual: Mutex<Arc<Carteira>>,
}

impl Carteiras {
    pub(crate) fn novas(hoje: Date, semente: u64) -> anyhow::Result<Self> {
        Ok(Self { semente, atual: Mutex::new(Arc::new(Carteira::em(hoje, semente)?)) })
    }

    pub(crate) fn em(&self, hoje: Date) -> Arc<Carteira> {
        let mut atual = self.atual.lock().unwrap_or_else(PoisonError::into_inner);
        if atual.hoje != hoje {
            match Carteira::em(hoje, self.semente) {
                Ok(nova) => *atual = Arc::new(nova),
                Err(erro) => tracing::error!(%erro, "a carteira simulada ficou no dia anterior"),
            }
        }
        Arc::clone(&atual)
    }
}

#[cfg(test)]
mod tests;
