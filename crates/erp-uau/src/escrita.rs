//! What changes something in UAU. Off unless `permitir-escrita` is on; not in the port, and never tried twice.
//!
//! After [`ErroErp::TempoEsgotado`] or [`ErroErp::Indisponivel`] nobody knows whether it was done: ask the lists before
//! asking again.

use std::fmt;

use domain::modelo::{BoletoEmitido, Parcela, Titular};
use erp::ErroErp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::{
    adaptador::{ErpUau, quando},
    chave::{ChaveCobranca, ChaveParcela},
    decodificar::{self, Linha},
    mapa,
    metodo::Metodo,
    resposta::frase,
};

/// A boleto that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoletoGerado {
    /// Key as in [`BoletoEmitido::id`], good for [`erp::Erp::segunda_via`].
    pub id: String,
}

/// A Pix charge that was made. `Debug` hides the code.
#[derive(Clone, PartialEq, Eq)]
pub struct PixGerado {
    /// TxId.
    pub txid: String,
    /// Copia e cola.
    pub emv: String,
}

impl fmt::Debug for PixGerado {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PixGerado").finish_non_exhaustive()
    }
}

impl ErpUau {
    /// Registers a boleto for an open instalment of the holder, with its amount at `data`.
    ///
    /// # Errors
    /// [`ErroErp::NaoSuportado`] unless writing is on; [`ErroErp::NaoEncontrado`] when the holder has no such open
    /// instalment; [`ErroErp::Recusado`] with UAU's reason.
    pub async fn gerar_boleto(
        &self,
        titular: &Titular,
        parcela: &Parcela,
        data: Date,
    ) -> Result<BoletoGerado, ErroErp> {
        let metodo = Metodo::GerarBoleto;
        let (chaves, linhas) = self.proprias(titular, parcela, data).await?;
        let parcelas: Vec<Value> = linhas
            .iter()
            .zip(&chaves)
            .map(|(linha, chave)| {
                json!({
                    "Empresa_reaj": chave.venda.empresa, "Obra_reaj": chave.venda.obra, "NumVenda_reaj": chave.venda.venda,
                    "NumParc_reaj": chave.numero, "Tipo_reaj": chave.tipo, "NumParcGer_reaj": chave.geral,
                    "ValorDescAnt_reaj": Linha(linha).valor(&["ValorDescAnt_reaj"]).map(|(_, v)| v),
                })
            })
            .collect();
        let pedido = json!({
            "parcelas": parcelas, "data_calculo": quando(data), "antecipar": false, "reajustar": true,
            // What exists is not taken away: a person may be about to pay it.
            "excluirboleto_expirado": false, "ExcluirBoletosExistentes": false, "ReaproveitarBoleto": true,
            "formaarquivo_cobranca": 0, "usarpadraoboleto_avulso": true, "agrupar_parcelas": chaves.len() > 1,
            "formaagruparpor_vendas": false, "acrescentar_residuo": false,
        });
        let corpo = self.transporte.chamar(metodo, &pedido).await?;
        let linha = um_objeto(metodo, &corpo)?;
        let gerado = linha.lista(&["BoletosGerados"]).unwrap_or_default().into_iter().find_map(|boleto| {
            let linha = Linha(boleto.as_object()?);
            let gerou = linha.sim(&["Gerou"]) == Some(true);
            let chave = crate::chave::ChaveBoleto {
                banco: linha.chave(&["Banco"]).ok().filter(|_| gerou)?,
                seu_numero: linha.chave(&["SeuNumero"]).ok()?,
            };
            Some(chave)
        });
        match gerado {
            Some(boleto) => {
                Ok(BoletoGerado { id: ChaveCobranca { parcelas: chaves, boleto: Some(boleto) }.to_string() })
            }
            None => Err(recusa(metodo, linha)),
        }
    }

    /// Registers a Pix charge for an open instalment of the holder, with its amount at `data`.
    ///
    /// # Errors
    /// As [`ErpUau::gerar_boleto`].
    pub async fn gerar_pix(&self, titular: &Titular, parcela: &Parcela, data: Date) -> Result<PixGerado, ErroErp> {
        let metodo = Metodo::PixGerar;
        let (chaves, _) = self.proprias(titular, parcela, data).await?;
        let parcelas: Vec<Value> = chaves
            .iter()
            .map(|chave| {
                let mut parcela = chave.para_pix();
                if let Some(campos) = parcela.as_object_mut() {
                    campos.insert("ValorDesconto".to_owned(), json!(0));
                }
                parcela
            })
            .collect();
        let pedido = json!({
            "DataDeCalculo": quando(data), "Antecipar": false, "UsarPadraoPixAvulso": true,
            "AgruparParcelas": chaves.len() > 1, "Parcelas": parcelas,
        });
        let corpo = self.transporte.chamar(metodo, &pedido).await?;
        if let Some((txid, emv)) = mapa::emv(&corpo).into_iter().next() {
            return Ok(PixGerado { txid, emv });
        }
        // Registered, and the code is given by another method.
        let mapa = primeiro(&corpo).ok_or_else(|| contrato(metodo, "esperava um objeto"))?;
        let linha = Linha(mapa);
        match (linha.sim(&["Sucesso"]), linha.codigo(&["TxId"])) {
            (Some(true), Ok(Some(txid))) => self.reimprimir_pix(txid).await,
            _ => Err(recusa(metodo, linha)),
        }
    }

    /// Changes the due date of a boleto of the holder; gives the new line.
    ///
    /// # Errors
    /// As [`ErpUau::gerar_boleto`]; [`ErroErp::Recusado`] for a date before today, before asking UAU.
    pub async fn alterar_vencimento(
        &self,
        titular: &Titular,
        boleto: &BoletoEmitido,
        vencimento: Date,
    ) -> Result<String, ErroErp> {
        let metodo = Metodo::AlterarVencimento;
        self.permitida()?;
        let cobranca = ChaveCobranca::ler(&boleto.id).ok_or(ErroErp::NaoEncontrado)?;
        let (Some(chave), Some(parcela)) = (cobranca.boleto, cobranca.parcelas.first()) else {
            return Err(ErroErp::NaoEncontrado);
        };
        if vencimento < self.relogio.hoje() {
            return Err(ErroErp::Recusado { mensagem: "A nova data de vencimento já passou.".to_owned() });
        }
        self.conferir_posse(titular, chave).await?;
        let pedido = json!({
            "seuNumero": chave.seu_numero, "codBanco": chave.banco, "codEmpresa": parcela.venda.empresa,
            "novaDataVenc": quando(vencimento),
        });
        let corpo = self.transporte.chamar(metodo, &pedido).await?;
        let linha = match &corpo {
            Value::String(texto) => Some(texto.trim().to_owned()),
            _ => um_objeto(metodo, &corpo)?.codigo(&["linhaDigitavel"]).ok().flatten(),
        };
        linha.filter(|l| !l.is_empty()).ok_or_else(|| contrato(metodo, "esperava a nova linha digitável"))
    }

    fn permitida(&self) -> Result<(), ErroErp> {
        if self.permitir_escrita { Ok(()) } else { Err(ErroErp::NaoSuportado) }
    }

    /// The open instalments behind `parcela` and their rows of today, all of them in a sale of the holder.
    async fn proprias(
        &self,
        titular: &Titular,
        parcela: &Parcela,
        data: Date,
    ) -> Result<(Vec<ChaveParcela>, Vec<Map<String, Value>>), ErroErp> {
        self.permitida()?;
        let chaves = match ChaveCobranca::ler(&parcela.id) {
            Some(cobranca) => cobranca.parcelas,
            None => ChaveParcela::ler(&parcela.id).into_iter().collect(),
        };
        let vendas = self.vendas(titular).await?;
        if chaves.is_empty() || chaves.iter().any(|c| !vendas.itens.iter().any(|v| v.chave == c.venda)) {
            return Err(ErroErp::NaoEncontrado);
        }
        let mut linhas = Vec::new();
        for chave in &chaves {
            let achada = self.linhas_abertas(&chave.venda, data).await?.into_iter().find_map(|linha| match linha {
                Value::Object(mapa) if mapa::parcela_aberta(Linha(&mapa)).is_ok_and(|p| p.chave == *chave) => {
                    Some(mapa)
                }
                _ => None,
            });
            linhas.push(achada.ok_or(ErroErp::NaoEncontrado)?);
        }
        Ok((chaves, linhas))
    }

    async fn reimprimir_pix(&self, txid: String) -> Result<PixGerado, ErroErp> {
        let metodo = Metodo::PixReimpressao;
        let corpo = self.transporte.chamar(metodo, &json!({ "TxId": txid })).await?;
        let emv = um_objeto(metodo, &corpo)?.codigo(&["PixCopiaECola"]).ok().flatten();
        emv.map(|emv| PixGerado { txid, emv }).ok_or_else(|| contrato(metodo, "Pix sem copia e cola"))
    }
}

fn contrato(metodo: Metodo, detalhe: &str) -> ErroErp {
    ErroErp::Contrato { detalhe: format!("{}: {detalhe}", metodo.caminho()) }
}

fn primeiro(corpo: &Value) -> Option<&Map<String, Value>> {
    match corpo {
        Value::Array(itens) => itens.first().and_then(Value::as_object),
        outro => outro.as_object(),
    }
}

fn um_objeto(metodo: Metodo, corpo: &Value) -> Result<Linha<'_>, ErroErp> {
    decodificar::objeto(corpo)
        .map_err(|detalhe| contrato(metodo, &detalhe))?
        .ok_or_else(|| contrato(metodo, "esperava um objeto"))
}

/// UAU's reason, when it is a sentence for people.
fn recusa(metodo: Metodo, linha: Linha<'_>) -> ErroErp {
    let mensagem = ["Mensagens", "Advertencias"].iter().find_map(|campo| {
        let (_, valor) = linha.valor(&[campo])?;
        let texto = match valor {
            Value::Array(itens) => itens.iter().find_map(Value::as_str)?,
            outro => outro.as_str()?,
        };
        frase(texto)
    });
    match mensagem {
        Some(mensagem) => ErroErp::Recusado { mensagem },
        None => contrato(metodo, "não foi feito, sem motivo legível"),
    }
}
