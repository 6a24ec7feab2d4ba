//! PDFs. With a service user UAU gives any document to whoever names its key, so the holder's own list is asked first.

use std::collections::BTreeSet;

use bytes::Bytes;
use domain::{
    documento::Documento,
    modelo::{ArquivoErp, BoletoEmitido, ContratoId, Informe, Lista, Titular},
};
use erp::{Arquivo, ErroErp, TipoArquivo};
use serde_json::{Value, json};

use crate::{
    adaptador::{ErpUau, distintas, quando},
    chave::{ChaveBoleto, ChaveCobranca, ChaveVenda},
    decodificar::{self, Linha},
    emissao::Status,
    mapa::{Recebida, Venda},
    metodo::Metodo,
};

impl ErpUau {
    /// The boleto, its state checked a moment before: a PDF of something cancelled would still be paid.
    pub(crate) async fn pdf_do_boleto(&self, titular: &Titular, id: &str) -> Result<Arquivo, ErroErp> {
        let chave = ChaveCobranca::ler(id).ok_or(ErroErp::NaoEncontrado)?;
        let boleto = chave.boleto.ok_or(ErroErp::NaoEncontrado)?;
        self.conferir_posse(titular, boleto).await?;
        self.conferir_situacao(boleto).await?;
        let pedido =
            json!({ "cod_banco": boleto.banco, "seu_numero": boleto.seu_numero, "ocultar_dados_pessoais": false });
        self.documento(Metodo::PdfBoleto, &pedido).await
    }

    /// Several boletos of the holder in one PDF, three to a page.
    ///
    /// # Errors
    /// As [`erp::Erp::segunda_via`], for any of them; nothing is printed when one may not be.
    pub async fn carne(&self, titular: &Titular, boletos: &[BoletoEmitido]) -> Result<Arquivo, ErroErp> {
        let mut chaves = Vec::new();
        for boleto in boletos {
            let chave = ChaveCobranca::ler(&boleto.id).and_then(|c| c.boleto).ok_or(ErroErp::NaoEncontrado)?;
            self.conferir_posse(titular, chave).await?;
            self.conferir_situacao(chave).await?;
            chaves.push(json!({ "banco": chave.banco, "seuNumero": chave.seu_numero }));
        }
        if chaves.is_empty() {
            return Err(ErroErp::NaoEncontrado);
        }
        let pedido = json!({ "filtroChavesBoleto": chaves, "CarneTresBoletosPaginaNaVertical": true });
        self.documento(Metodo::PdfCarne, &pedido).await
    }

    /// UAU's statement "visão cliente" of one sale. For all contracts together it has none.
    pub(crate) async fn pdf_do_extrato(
        &self,
        titular: &Titular,
        contrato: Option<&ContratoId>,
    ) -> Result<Arquivo, ErroErp> {
        let vendas = self.vendas(titular).await?;
        let chaves = distintas(&vendas, |_| true);
        let venda = match (contrato, chaves.as_slice()) {
            (Some(contrato), _) => {
                let pedida = ChaveVenda::ler(&contrato.0).filter(|v| chaves.contains(v));
                pedida.ok_or(ErroErp::NaoEncontrado)?
            }
            (None, []) => return Err(ErroErp::NaoEncontrado),
            (None, [unica]) => unica.clone(),
            (None, _) => return Err(ErroErp::NaoSuportado),
        };
        let pedido = json!({
            "empresa": venda.empresa, "obra": venda.obra, "numVenda": venda.venda,
            "dataCalculo": quando(self.relogio.hoje()), "tipoOrdenacao": 1,
            // Names of staff are nobody's business.
            "ocultarUsuario": true,
        });
        self.documento(Metodo::PdfExtrato, &pedido).await
    }

    pub(crate) fn anos_de_informe(&self, recebidas: &Lista<Recebida>) -> Lista<Informe> {
        let este = self.relogio.hoje().year();
        let anos: BTreeSet<i16> = recebidas.itens.iter().map(|r| r.paga_em.year()).filter(|ano| *ano < este).collect();
        let itens = anos
            .into_iter()
            .rev()
            .map(|ano| Informe { id: ano.to_string(), ano, pdf: Some(ArquivoErp::PelaChave) })
            .collect();
        Lista { itens, descartes: recebidas.descartes.clone() }
    }

    /// The statement for the income tax return, of all sales of the holder.
    pub(crate) async fn pdf_do_informe(&self, titular: &Titular, ano: i16) -> Result<Arquivo, ErroErp> {
        let vendas = self.vendas(titular).await?;
        // Inner order Venda, Obra, Empresa, all of them text.
        let chaves: Vec<Value> = distintas(&vendas, |_: &Venda| true)
            .into_iter()
            .map(|v| json!([v.venda.to_string(), v.obra, v.empresa.to_string()]))
            .collect();
        if chaves.is_empty() {
            return Err(ErroErp::NaoEncontrado);
        }
        let pedido = json!({ "vendasobras_empresa": chaves, "ano_base": ano, "naomostradados_venda": true });
        self.documento(Metodo::PdfInforme, &pedido).await
    }

    /// Whether one of the holder's own lists names the boleto, now.
    pub(crate) async fn conferir_posse(&self, titular: &Titular, boleto: ChaveBoleto) -> Result<(), ErroErp> {
        let vendas = self.vendas(titular).await?;
        if matches!(titular.documento, Documento::Cpf(_)) {
            match self.cobrancas_do_cliente(titular, &vendas).await {
                Ok(ligacoes) if ligacoes.boletos.contains_key(&boleto) => return Ok(()),
                Ok(_) | Err(ErroErp::Recusado { .. }) => {}
                Err(erro) => return Err(erro),
            }
        }
        let pessoas = self.pessoas(titular).await?;
        let lidos = self.lista_de_boletos(titular, &pessoas, &vendas).await?;
        if lidos.itens.iter().any(|b| b.chave == boleto) {
            return Ok(());
        }
        tracing::warn!("documento pedido por uma chave que não está nas listas do titular; não foi buscado");
        Err(ErroErp::NaoEncontrado)
    }

    async fn conferir_situacao(&self, boleto: ChaveBoleto) -> Result<(), ErroErp> {
        let recusado = |mensagem: &str| Err(ErroErp::Recusado { mensagem: mensagem.to_owned() });
        match self.status(boleto).await? {
            Status::Normal => Ok(()),
            Status::Excluido => recusado("Este boleto foi cancelado ou substituído por outro."),
            Status::Recebido => recusado("Este boleto já foi pago."),
            Status::NaoEncontrado => Err(ErroErp::NaoEncontrado),
        }
    }

    async fn documento(&self, metodo: Metodo, pedido: &Value) -> Result<Arquivo, ErroErp> {
        let contrato = |detalhe: &str| ErroErp::Contrato { detalhe: format!("{}: {detalhe}", metodo.caminho()) };
        let corpo = self.transporte.chamar(metodo, pedido).await?;
        let texto = match &corpo {
            // `carne` comes inside an object, in a list.
            Value::Array(itens) => match itens.first().and_then(Value::as_object) {
                Some(mapa) => Linha(mapa).valor(&["carne"]).and_then(|(_, v)| v.as_str()),
                None if itens.is_empty() => Some(""),
                None => None,
            },
            Value::Object(_) => decodificar::objeto(&corpo)
                .map_err(|detalhe| contrato(&detalhe))?
                .and_then(|linha| linha.valor(&["carne"]))
                .and_then(|(_, v)| v.as_str()),
            Value::String(texto) => Some(texto.as_str()),
            // Nothing paid that year, nothing to print.
            Value::Null | Value::Bool(false) => Some(""),
            _ => None,
        };
        let texto = texto.ok_or_else(|| contrato("esperava um texto em base64"))?;
        match decodificar::pdf(texto).map_err(contrato)? {
            Some(bytes) => Ok(Arquivo { tipo: TipoArquivo::Pdf, bytes: Bytes::from(bytes) }),
            None => Err(ErroErp::NaoEncontrado),
        }
    }
}
