//! What was asked. Names of properties are matched whatever their capitals, as Web API does.

use jiff::civil::Date;
use serde_json::Value;

use super::livro::{Boleto, Livro};
use crate::{
    carteira::{Carteira, Cliente},
    falhas::Endpoint,
    pessoas::todas,
};

/// The body of a call.
#[derive(Debug, Clone)]
pub(super) struct Pedido(pub(super) Value);

impl Pedido {
    fn campo(&self, nome: &str) -> Option<&Value> {
        self.0.as_object()?.iter().find(|(k, _)| k.eq_ignore_ascii_case(nome)).map(|(_, v)| v)
    }

    pub(super) fn texto(&self, nome: &str) -> Option<&str> {
        self.campo(nome)?.as_str()
    }

    /// A number, also as text.
    fn numero(&self, nomes: &[&str]) -> Option<i64> {
        let valor = nomes.iter().find_map(|nome| self.campo(nome))?;
        valor.as_i64().or_else(|| valor.as_str()?.parse().ok())
    }

    pub(super) fn data(&self, nome: &str) -> Option<Date> {
        self.texto(nome)?.get(..10)?.parse().ok()
    }

    fn documento(&self) -> Option<&str> {
        ["cpf_cnpj", "CpfCnpj", "Cpf"].iter().find_map(|nome| self.texto(nome)).filter(|d| !d.is_empty())
    }

    pub(super) fn venda(&self) -> Option<i64> {
        self.numero(&["num_venda", "num_ven", "numVenda", "NumeroVenda", "Venda"])
    }

    pub(super) fn com_venda(&self, venda: i64) -> Self {
        let mut outro = self.clone();
        for nome in ["num_venda", "num_ven"] {
            if let Some(campo) = outro.0.get_mut(nome) {
                *campo = venda.into();
            }
        }
        outro
    }

    pub(super) fn ano(&self) -> Option<i16> {
        self.numero(&["ano_base"]).and_then(|ano| ano.try_into().ok())
    }

    /// `vendasobras_empresa`: venda, obra, empresa.
    pub(super) fn vendas_do_informe(&self) -> Vec<i64> {
        let chaves = self.campo("vendasobras_empresa").and_then(Value::as_array);
        let venda = |chave: &Value| chave.get(0)?.as_str()?.parse().ok();
        chaves.into_iter().flatten().filter_map(venda).collect()
    }

    /// The instalments of a question that is a list.
    pub(super) fn parcelas(&self) -> Vec<Self> {
        self.0.as_array().into_iter().flatten().cloned().map(Self).collect()
    }

    /// Whose data is asked for: by document, code of the person, sale, or number of a boleto.
    pub(super) fn cliente<'a>(&self, endpoint: Endpoint, carteira: &'a Carteira) -> Option<&'a Cliente> {
        if let Some(documento) = self.documento() {
            return carteira.por_documento(documento);
        }
        let clientes = || carteira.clientes.iter();
        if let Some(codigo) = self.numero(&["codPessoa", "CodigoPessoa"]) {
            return clientes().find(|c| i64::from(c.pessoa.idpessoa) == codigo);
        }
        if endpoint == Endpoint::UauPdfInforme {
            let vendas = self.vendas_do_informe();
            return clientes().find(|c| Livro::de(c).vendas().iter().any(|v| vendas.contains(&v.numero)));
        }
        if let Some(venda) = self.venda() {
            return clientes().find(|c| Livro::de(c).vendas().iter().any(|v| v.numero == venda));
        }
        clientes().find(|c| self.boleto(&Livro::de(c)).is_some())
    }

    /// Somebody the books do not know may be the target of a fault, too.
    pub(super) fn pessoa(&self) -> Option<&'static str> {
        let documento = self.documento()?;
        todas().find(|p| p.documento_normalizado() == documento).map(|p| p.chave)
    }

    pub(super) fn boleto<'a>(&self, livro: &'a Livro<'_>) -> Option<&'a Boleto> {
        let banco = self.numero(&["cod_banco", "codigoBanco"])?;
        let seu_numero = self.numero(&["seu_numero", "seuNumero"])?;
        livro.boletos.iter().find(|b| b.banco == banco && b.seu_numero == seu_numero)
    }

    /// The boleto with a Pix of the instalment asked about.
    pub(super) fn boleto_da_parcela<'a>(&self, livro: &'a Livro<'_>) -> Option<&'a Boleto> {
        let (venda, geral) = (self.venda()?, self.numero(&["NumeroParcelaGeral"])?);
        let da_parcela = |b: &&Boleto| b.venda == venda && b.parcelas.iter().any(|p| p.geral == geral);
        livro.boletos.iter().find(|b| da_parcela(b) && b.emv.is_some())
    }
}
