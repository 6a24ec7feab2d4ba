//! The port, spoken over CV's portal API.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    documento::Token,
    modelo::{
        ArquivoErp, BoletoEmitido, Cliente, Contrato, ContratoId, Descarte, Informe, Lista, NotaFiscal, Pagamento,
        Parcela, Quitacao, Titular, Unidade,
    },
};
use erp::{Arquivo, Capacidade, Capacidades, Erp, ErroErp};
use serde_json::Value;

use leitura::{Ilegivel, Linha};

use crate::{
    config::{ConfigCv, ErroConfig, Recurso},
    documentos::Documentos,
    dono::{Posse, montar, posse},
    envelope, mapa,
    resposta::Resposta,
    transporte::Transporte,
};

/// Most pages of one list; at CV's usual page that is more than anybody owes.
const PAGINAS: u32 = 100;

/// CV itself as the source. Cheap to share behind an `Arc`; one connection pool per value.
///
/// Makes no second attempt and keeps nothing between calls but the pause after a 429: retries, limits and caches are the port's
/// surroundings. Questions of one method follow each other, one on the wire at a time.
#[derive(Debug)]
pub struct ErpCv {
    transporte: Transporte,
    documentos: Documentos,
}

impl ErpCv {
    /// Checks the configuration and prepares the HTTP client; calls nobody.
    ///
    /// # Errors
    /// See [`ErroConfig`].
    pub fn novo(config: ConfigCv) -> Result<Self, ErroConfig> {
        let config = &config;
        Ok(Self { transporte: Transporte::novo(config)?, documentos: Documentos::novo(config)? })
    }

    /// CV's own PDF of the balance still owed.
    ///
    /// # Errors
    /// As [`Erp::segunda_via`].
    pub async fn saldo_devedor(&self, titular: &Titular) -> Result<Arquivo, ErroErp> {
        self.documentos.gerar(&self.transporte, Recurso::SaldoDevedor, token(titular)?, &[]).await
    }

    /// Instalments of one unit that may be paid ahead; `valor.atual` and `valor.desconto` are of paying today. Only lists:
    /// asking for the anticipation is done in CV's portal.
    ///
    /// # Errors
    /// [`ErroErp::NaoEncontrado`] when the unit is not the holder's; otherwise see [`ErroErp`].
    pub async fn antecipacao(&self, titular: &Titular, unidade: &ContratoId) -> Result<Lista<Parcela>, ErroErp> {
        let (unidades, _) = self.ids_das_unidades(titular).await?;
        if !unidades.contains(&unidade.0) {
            return Err(ErroErp::NaoEncontrado);
        }
        let mut linhas = self.todas(Recurso::Antecipacao, titular, &[("idunidade", &unidade.0)]).await?;
        for linha in &mut linhas {
            nomear_unidade(linha, &unidade.0);
        }
        Ok(montar(Recurso::Antecipacao, &linhas, titular, mapa::parcela))
    }

    /// Every row of a list, over all its pages.
    async fn todas(&self, recurso: Recurso, titular: &Titular, chaves: &[(&str, &str)]) -> Result<Vec<Value>, ErroErp> {
        let token = token(titular)?;
        let mut linhas: Vec<Value> = Vec::new();
        let mut numero: u32 = 1;
        loop {
            let corpo = match self.transporte.buscar(recurso, token, chaves, (numero > 1).then_some(numero)).await? {
                Resposta::Json(corpo) => corpo,
                Resposta::Vazia if numero == 1 => return Ok(linhas),
                Resposta::Vazia => return Err(envelope::contrato(recurso, "faltou uma página que o CV anunciou")),
            };
            let pagina = envelope::pagina(recurso, corpo)?;
            // A server that ignores the parameter sends the first page for ever.
            let outra = pagina.numero.is_some_and(|n| n != u64::from(numero));
            let repetida = numero > 1 && !pagina.linhas.is_empty() && linhas.ends_with(&pagina.linhas);
            if outra || repetida || (numero > 1 && pagina.linhas.is_empty()) {
                return Err(envelope::contrato(recurso, "o CV anunciou páginas e não as entregou"));
            }
            linhas.extend(pagina.linhas);
            if pagina.paginas.is_none_or(|paginas| u64::from(numero) >= paginas) {
                // Groups were spread into more rows than CV counted; fewer than counted is half a list.
                let contadas = u64::try_from(linhas.len()).unwrap_or(u64::MAX);
                if pagina.total.is_some_and(|total| contadas < total) {
                    return Err(envelope::contrato(recurso, "vieram menos linhas do que o CV contou"));
                }
                return Ok(linhas);
            }
            numero += 1;
            if numero > PAGINAS {
                return Err(envelope::contrato(recurso, "lista com páginas demais"));
            }
        }
    }

    /// Keys of the holder's units, and how many rows could not be read.
    async fn ids_das_unidades(&self, titular: &Titular) -> Result<(Vec<String>, usize), ErroErp> {
        let unidades = self.unidades(titular).await?;
        let ilegiveis = unidades.ilegiveis();
        let mut ids: Vec<String> = Vec::new();
        for unidade in unidades.itens {
            if !ids.contains(&unidade.id) {
                ids.push(unidade.id);
            }
        }
        Ok((ids, ilegiveis))
    }

    /// The rows of a list, unit by unit when its path is of one unit. Rows that name no unit get the one asked about.
    async fn lista<T>(
        &self,
        recurso: Recurso,
        titular: &Titular,
        mapear: impl Fn(Linha<'_>) -> Result<Option<T>, Ilegivel> + Send,
    ) -> Result<Lista<T>, ErroErp> {
        if !self.transporte.pede(recurso, "idunidade") {
            let linhas = self.todas(recurso, titular, &[]).await?;
            return Ok(montar(recurso, &linhas, titular, mapear));
        }
        let (unidades, ilegiveis) = self.ids_das_unidades(titular).await?;
        if unidades.is_empty() && ilegiveis == 0 {
            // Nobody to ask about is not "nothing owed".
            return Err(ErroErp::NaoEncontrado);
        }
        let mut respostas = Vec::with_capacity(unidades.len());
        for unidade in unidades {
            let linhas = self.todas(recurso, titular, &[("idunidade", &unidade)]).await?;
            respostas.push((unidade, linhas));
        }
        let mut lista = montar(recurso, &reunir(respostas), titular, mapear);
        // What hangs on a unit that could not be read is missing too, and the page must say so.
        let ausente = |posicao| Descarte::Ilegivel { posicao, campo: "idunidade".to_owned() };
        lista.descartes.extend((0..ilegiveis).map(ausente));
        Ok(lista)
    }
}

/// Rows of several units as one list. A boleto of two units is listed under both: it is one boleto.
pub(crate) fn reunir(respostas: Vec<(String, Vec<Value>)>) -> Vec<Value> {
    let mut todas: Vec<Value> = Vec::new();
    let mut vistas: HashMap<String, (usize, usize)> = HashMap::new();
    for (vez, (unidade, linhas)) in respostas.into_iter().enumerate() {
        for mut linha in linhas {
            let original = linha.to_string();
            if let Some((primeira, posicao)) = vistas.get(&original)
                && *primeira != vez
            {
                if let Some(existente) = todas.get_mut(*posicao) {
                    somar_unidade(existente, &unidade);
                }
                continue;
            }
            vistas.entry(original).or_insert((vez, todas.len()));
            nomear_unidade(&mut linha, &unidade);
            todas.push(linha);
        }
    }
    todas
}

/// Marks a unit that the row did not name itself.
const UNIDADE_PERGUNTADA: &str = "unidade_id";

fn nomear_unidade(linha: &mut Value, unidade: &str) {
    if let Value::Object(mapa) = linha
        && Linha(mapa).valor(mapa::UNIDADE).is_none()
    {
        mapa.insert(UNIDADE_PERGUNTADA.to_owned(), Value::Array(vec![unidade.into()]));
    }
}

fn somar_unidade(linha: &mut Value, unidade: &str) {
    if let Some(Value::Array(unidades)) = linha.get_mut(UNIDADE_PERGUNTADA)
        && !unidades.iter().any(|u| u == unidade)
    {
        unidades.push(unidade.into());
    }
}

/// The token, without which there is nobody to ask as.
fn token(titular: &Titular) -> Result<&Token, ErroErp> {
    titular.token_portal.as_ref().ok_or(ErroErp::NaoAutorizado)
}

/// The holder's record. One of another document is an error: the token and the session are not of the same person.
pub(crate) fn pessoa(titular: &Titular, linhas: &[Value]) -> Result<Cliente, ErroErp> {
    let contrato = |detalhe: &str| envelope::contrato(Recurso::Pessoa, detalhe);
    let [unica] = linhas else {
        return Err(if linhas.is_empty() {
            ErroErp::NaoEncontrado
        } else {
            contrato("mais de uma pessoa para um token")
        });
    };
    let linha = Linha(unica.as_object().ok_or_else(|| contrato("esperava um objeto, veio um valor simples"))?);
    if posse(Recurso::Pessoa, titular, linha) != Posse::Titular {
        tracing::warn!(
            operacao = "pessoa",
            "o CV devolveu um cadastro que não é do documento da sessão; não foi usado"
        );
        return Err(contrato("o cadastro devolvido não é do documento da sessão"));
    }
    if !mapa::conhecida(linha) {
        return Err(contrato("objeto sem nome e sem código de pessoa"));
    }
    mapa::cliente(linha).map_err(|Ilegivel(campo)| contrato(&format!("campo `{campo}` ilegível")))
}

#[async_trait]
impl Erp for ErpCv {
    fn capacidades(&self) -> Capacidades {
        [
            Capacidade::Contratos,
            Capacidade::Parcelas,
            Capacidade::Boletos,
            Capacidade::Pagamentos,
            Capacidade::Unidades,
            Capacidade::SegundaVia,
            Capacidade::Informes,
            Capacidade::ExtratoPdf,
        ]
        .into_iter()
        .collect()
    }

    async fn cliente(&self, titular: &Titular) -> Result<Cliente, ErroErp> {
        pessoa(titular, &self.todas(Recurso::Pessoa, titular, &[]).await?)
    }

    /// What `/contratos` lists. Where CV keeps no contracts, each unit is one: that is what the person bought.
    async fn contratos(&self, titular: &Titular) -> Result<Lista<Contrato>, ErroErp> {
        let contratos = self.lista(Recurso::Contratos, titular, mapa::contrato).await?;
        if !contratos.itens.is_empty() || !contratos.descartes.is_empty() {
            return Ok(contratos);
        }
        let linhas = self.todas(Recurso::Unidades, titular, &[]).await?;
        Ok(montar(Recurso::Unidades, &linhas, titular, mapa::contrato))
    }

    async fn boletos(&self, titular: &Titular) -> Result<Lista<BoletoEmitido>, ErroErp> {
        self.lista(Recurso::Boletos, titular, mapa::boleto).await
    }

    async fn parcelas(&self, titular: &Titular) -> Result<Lista<Parcela>, ErroErp> {
        self.lista(Recurso::Extrato, titular, mapa::parcela).await
    }

    async fn pagamentos(&self, titular: &Titular) -> Result<Lista<Pagamento>, ErroErp> {
        self.lista(Recurso::Extrato, titular, mapa::pagamento).await
    }

    async fn notas_fiscais(&self, _: &Titular) -> Result<Lista<NotaFiscal>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn quitacoes(&self, _: &Titular) -> Result<Lista<Quitacao>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn unidades(&self, titular: &Titular) -> Result<Lista<Unidade>, ErroErp> {
        let linhas = self.todas(Recurso::Unidades, titular, &[]).await?;
        Ok(montar(Recurso::Unidades, &linhas, titular, mapa::unidade))
    }

    async fn segunda_via(&self, titular: &Titular, boleto: &BoletoEmitido) -> Result<Arquivo, ErroErp> {
        let token = token(titular)?;
        match &boleto.pdf {
            None => Err(ErroErp::NaoEncontrado),
            Some(ArquivoErp::Link(link)) => self.documentos.buscar(Recurso::BoletoPdf, link).await,
            Some(ArquivoErp::PelaChave) => {
                self.documentos.gerar(&self.transporte, Recurso::BoletoPdf, token, &[("idboleto", &boleto.id)]).await
            }
        }
    }

    async fn informes(&self, titular: &Titular) -> Result<Lista<Informe>, ErroErp> {
        self.lista(Recurso::Informes, titular, mapa::informe).await
    }

    async fn informe(&self, titular: &Titular, informe: &Informe) -> Result<Arquivo, ErroErp> {
        let (unidade, ano) = informe.id.rsplit_once('-').ok_or(ErroErp::NaoEncontrado)?;
        let chaves = [("idunidade", unidade), ("ano", ano)];
        self.documentos.gerar(&self.transporte, Recurso::InformePdf, token(titular)?, &chaves).await
    }

    /// CV's PDF is of everything the person has; for one contract it serves when that is the same.
    async fn extrato_pdf(&self, titular: &Titular, contrato: Option<&ContratoId>) -> Result<Arquivo, ErroErp> {
        let token = token(titular)?;
        let por_unidade = self.transporte.pede(Recurso::ExtratoPdf, "idunidade");
        let gerar = async |chaves: &[(&str, &str)]| {
            self.documentos.gerar(&self.transporte, Recurso::ExtratoPdf, token, chaves).await
        };
        match (contrato, por_unidade) {
            (None, false) => gerar(&[]).await,
            (Some(contrato), true) => gerar(&[("idunidade", &contrato.0)]).await,
            _ => {
                let (unidades, ilegiveis) = self.ids_das_unidades(titular).await?;
                let [unica] = unidades.as_slice() else { return Err(ErroErp::NaoSuportado) };
                if ilegiveis > 0 || contrato.is_some_and(|c| c.0 != *unica) {
                    return Err(ErroErp::NaoSuportado);
                }
                if por_unidade { gerar(&[("idunidade", unica)]).await } else { gerar(&[]).await }
            }
        }
    }
}
