//! The port, spoken to UAU.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use domain::modelo::{
    BoletoEmitido, Cliente, Contrato, ContratoId, Informe, Lista, NotaFiscal, Pagamento, Parcela, Quitacao, Titular,
    Unidade,
};
use erp::{Arquivo, Capacidade, Capacidades, Erp, ErroErp};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde_json::{Value, json};

use crate::{
    cadastro::{documento, escolher, principal},
    chave::ChaveVenda,
    config::{ConfigUau, ErroConfig},
    decodificar::Linha,
    dono::{Dono, herdar, juntar, montar},
    mapa::{self, ParcelaAberta, Pessoa, Recebida, Tipos, Venda},
    metodo::Metodo,
    relogio::Relogio,
    transporte::Transporte,
};

/// How long the customer's table of types is kept; it changes about never.
const VIDA_DOS_TIPOS: SignedDuration = SignedDuration::from_hours(6);

/// How long a question waits for that table.
const ESPERA_DOS_TIPOS: std::time::Duration = std::time::Duration::from_millis(1500);

/// How long a failure to read that table is kept: it only costs words.
const VIDA_DA_FALTA: SignedDuration = SignedDuration::from_mins(5);

/// A UAU behind the port. Cheap to share behind an `Arc`; one connection pool and one session per value.
///
/// Keeps the session and the words for types of instalments; everything about people is asked again every time. Calls of
/// one question follow each other. A call is made a second time only when UAU says that the session is over.
#[derive(Debug)]
pub struct ErpUau {
    pub(crate) transporte: Transporte,
    pub(crate) relogio: Relogio,
    pub(crate) permitir_escrita: bool,
    tipos: Mutex<Option<(Arc<Tipos>, Timestamp)>>,
}

impl ErpUau {
    /// Checks the configuration and prepares the HTTP client; calls nobody.
    ///
    /// # Errors
    /// See [`ErroConfig`].
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the credentials end here: after this call nobody holds them twice"
    )]
    pub fn novo(config: ConfigUau) -> Result<Self, ErroConfig> {
        Ok(Self {
            transporte: Transporte::novo(&config)?,
            relogio: config.relogio.clone(),
            permitir_escrita: config.permitir_escrita,
            tipos: Mutex::default(),
        })
    }

    /// Registrations of the document; a passport is none that UAU could be asked about.
    pub(crate) async fn pessoas(&self, titular: &Titular) -> Result<Vec<Pessoa>, ErroErp> {
        let metodo = Metodo::PessoasPorDocumento;
        let documento = documento(titular)?;
        let linhas = self.transporte.linhas(metodo, &json!({ "cpf_cnpj": documento, "status": 2 })).await?;
        escolher(titular, &linhas)
    }

    /// Sales of the holder, a row per unit.
    pub(crate) async fn vendas(&self, titular: &Titular) -> Result<Lista<Venda>, ErroErp> {
        let metodo = Metodo::UnidadesCompradas;
        let linhas = self.transporte.linhas(metodo, &json!({ "CpfCnpj": documento(titular)? })).await?;
        Ok(montar(metodo, &linhas, Dono { documento: &titular.documento, vendas: None }, mapa::venda))
    }

    /// `Pessoas/ConsultarUnidades`, which has the names of obras.
    async fn unidades_lidas(&self, titular: &Titular) -> Result<Lista<mapa::UnidadeLida>, ErroErp> {
        let metodo = Metodo::Unidades;
        let pedido = json!({ "CodigoPessoa": 0, "CpfCnpj": documento(titular)? });
        let linhas = self.transporte.linhas(metodo, &pedido).await?;
        Ok(montar(metodo, &linhas, Dono { documento: &titular.documento, vendas: None }, mapa::unidade))
    }

    /// The keys a row may name. When one of `nomeadas` is missing from the sales, the second list of the holder is asked
    /// before the row is taken for somebody else's.
    pub(crate) async fn chaves(
        &self,
        titular: &Titular,
        vendas: &Lista<Venda>,
        nomeadas: impl Iterator<Item = ChaveVenda> + Send,
    ) -> Result<HashSet<ChaveVenda>, ErroErp> {
        let mut chaves: HashSet<ChaveVenda> = vendas.itens.iter().map(|v| v.chave.clone()).collect();
        let falta = nomeadas.into_iter().any(|chave| !chaves.contains(&chave));
        if falta {
            match self.unidades_lidas(titular).await {
                Ok(lista) => chaves.extend(lista.itens.into_iter().map(|u| u.venda)),
                Err(erro @ (ErroErp::Recusado { .. } | ErroErp::Contrato { .. })) => {
                    tracing::warn!(erro = %sem_texto(&erro), "a segunda lista de unidades não veio; linhas de outras vendas ficam de fora");
                }
                Err(erro) => return Err(erro),
            }
        }
        Ok(chaves)
    }

    /// What is open in a sale, calculated for `data`.
    pub(crate) async fn abertas(
        &self,
        titular: &Titular,
        venda: &ChaveVenda,
        data: Date,
    ) -> Result<Lista<ParcelaAberta>, ErroErp> {
        let linhas = self.linhas_abertas(venda, data).await?;
        Ok(da_venda(Metodo::ParcelasDaVenda, titular, venda, &linhas, mapa::parcela_aberta))
    }

    pub(crate) async fn linhas_abertas(&self, venda: &ChaveVenda, data: Date) -> Result<Vec<Value>, ErroErp> {
        let pedido = json!({
            "empresa": venda.empresa, "obra": venda.obra, "num_venda": venda.venda, "data_calculo": quando(data),
            "boleto_antecipado": false,
        });
        self.transporte.linhas(Metodo::ParcelasDaVenda, &pedido).await
    }

    /// What was received in a sale.
    async fn recebidas(&self, titular: &Titular, venda: &ChaveVenda) -> Result<Lista<Recebida>, ErroErp> {
        let metodo = Metodo::ParcelasRecebidas;
        let pedido = json!({ "empresa": venda.empresa, "obra": venda.obra, "num_ven": venda.venda });
        let linhas = self.transporte.linhas(metodo, &pedido).await?;
        Ok(da_venda(metodo, titular, venda, &linhas, |linha| mapa::recebida(linha).map(|r| r.da_venda(venda))))
    }

    /// The customer's words for types of instalments. Without them the usual ones are used.
    pub(crate) async fn tipos(&self) -> Arc<Tipos> {
        let agora = self.relogio.agora();
        if let Some((tipos, ate)) = &*self.tipos.lock().unwrap_or_else(PoisonError::into_inner)
            && agora < *ate
        {
            return Arc::clone(tipos);
        }
        let pedido = json!({});
        // Words are not worth the time of a page.
        let lidos =
            tokio::time::timeout(ESPERA_DOS_TIPOS, self.transporte.linhas(Metodo::TiposDeParcelas, &pedido)).await;
        let (tipos, vida) = match lidos.unwrap_or(Err(ErroErp::TempoEsgotado)) {
            Ok(linhas) => {
                let tipos = linhas.iter().filter_map(Value::as_object).filter_map(|m| mapa::tipo(Linha(m)).ok());
                (Tipos(tipos.collect()), VIDA_DOS_TIPOS)
            }
            Err(erro) => {
                tracing::info!(erro = %sem_texto(&erro), "os tipos de parcela não vieram; valem os nomes usuais");
                (Tipos::default(), VIDA_DA_FALTA)
            }
        };
        let tipos = Arc::new(tipos);
        let ate = agora.saturating_add(vida).unwrap_or(Timestamp::MAX);
        *self.tipos.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(&tipos), ate));
        tipos
    }

    /// Receipts of all sales, cancelled ones included: what was paid was paid.
    async fn todas_recebidas(&self, titular: &Titular, vendas: &Lista<Venda>) -> Result<Lista<Recebida>, ErroErp> {
        let mut lista = Lista::default();
        for venda in distintas(vendas, |_| true) {
            juntar(&mut lista, self.recebidas(titular, &venda).await?);
        }
        herdar(&mut lista, vendas);
        Ok(lista)
    }
}

/// Rows of one sale, those of any other left out.
fn da_venda<T>(
    metodo: Metodo,
    titular: &Titular,
    venda: &ChaveVenda,
    linhas: &[Value],
    mapear: impl Fn(Linha<'_>) -> Result<T, crate::decodificar::Ilegivel>,
) -> Lista<T> {
    let vendas = HashSet::from([venda.clone()]);
    montar(metodo, linhas, Dono { documento: &titular.documento, vendas: Some(&vendas) }, mapear)
}

/// An error for the log: a refusal's text may name a person.
pub(crate) fn sem_texto(erro: &ErroErp) -> std::borrow::Cow<'static, str> {
    match erro {
        ErroErp::Recusado { .. } => "o UAU recusou a pergunta".into(),
        outro => outro.to_string().into(),
    }
}

/// A date as UAU writes it: local, without a zone.
pub(crate) fn quando(data: Date) -> String {
    format!("{data}T00:00:00")
}

/// The sales, each once, in UAU's order.
pub(crate) fn distintas(vendas: &Lista<Venda>, quais: impl Fn(&Venda) -> bool) -> Vec<ChaveVenda> {
    let mut vistas = HashSet::new();
    vendas.itens.iter().filter(|v| quais(v)).map(|v| v.chave.clone()).filter(|c| vistas.insert(c.clone())).collect()
}

#[async_trait]
impl Erp for ErpUau {
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
        principal(titular, self.pessoas(titular).await?).map(Cliente::from)
    }

    async fn contratos(&self, titular: &Titular) -> Result<Lista<Contrato>, ErroErp> {
        let mut vendas = self.vendas(titular).await?;
        if vendas.itens.iter().any(|v| v.empreendimento.is_none()) {
            // Only words are missing without it.
            match self.unidades_lidas(titular).await {
                Ok(unidades) => {
                    for venda in vendas.itens.iter_mut().filter(|v| v.empreendimento.is_none()) {
                        let unidade = unidades.itens.iter().find(|u| u.venda == venda.chave);
                        venda.empreendimento = unidade.and_then(|u| u.empreendimento.clone());
                    }
                }
                Err(erro @ (ErroErp::Recusado { .. } | ErroErp::Contrato { .. })) => {
                    tracing::warn!(erro = %sem_texto(&erro), "os nomes das obras não vieram");
                }
                Err(erro) => return Err(erro),
            }
        }
        Ok(Lista { itens: vendas.itens.into_iter().map(Contrato::from).collect(), descartes: vendas.descartes })
    }

    async fn boletos(&self, titular: &Titular) -> Result<Lista<BoletoEmitido>, ErroErp> {
        self.boletos_em_aberto(titular).await
    }

    /// Receipts and what is open, sale by sale. An open instalment that is charged has the key of its charge.
    async fn parcelas(&self, titular: &Titular) -> Result<Lista<Parcela>, ErroErp> {
        let vendas = self.vendas(titular).await?;
        let em_curso: HashSet<ChaveVenda> = distintas(&vendas, Venda::em_curso).into_iter().collect();
        let tipos = self.tipos().await;
        let mut recebidas = Vec::new();
        let mut abertas: Lista<ParcelaAberta> = Lista::default();
        let mut lista = Lista::default();
        for venda in distintas(&vendas, |_| true) {
            let pagas = self.recebidas(titular, &venda).await?;
            recebidas.extend(pagas.itens);
            lista.descartes.extend(pagas.descartes);
            if em_curso.contains(&venda) {
                juntar(&mut abertas, self.abertas(titular, &venda, self.relogio.hoje()).await?);
            }
        }
        let cobradas = if abertas.itens.is_empty() {
            HashMap::default()
        } else {
            let ligacoes = self.ligacoes(titular, &vendas, Some(&abertas.itens), None).await?;
            lista.descartes.extend(ligacoes.descartes.iter().cloned());
            ligacoes.por_parcela()
        };
        lista.itens = recebidas.into_iter().map(|r| r.parcela(&tipos)).collect();
        lista.descartes.extend(abertas.descartes);
        lista.itens.extend(abertas.itens.into_iter().map(|aberta| {
            let id = cobradas.get(&aberta.chave).cloned().unwrap_or_else(|| aberta.chave.to_string());
            aberta.parcela(id, &tipos)
        }));
        herdar(&mut lista, &vendas);
        Ok(lista)
    }

    async fn pagamentos(&self, titular: &Titular) -> Result<Lista<Pagamento>, ErroErp> {
        let vendas = self.vendas(titular).await?;
        let tipos = self.tipos().await;
        let recebidas = self.todas_recebidas(titular, &vendas).await?;
        Ok(Lista {
            itens: recebidas.itens.into_iter().map(|r| r.pagamento(&tipos)).collect(),
            descartes: recebidas.descartes,
        })
    }

    async fn notas_fiscais(&self, _titular: &Titular) -> Result<Lista<NotaFiscal>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn quitacoes(&self, _titular: &Titular) -> Result<Lista<Quitacao>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn unidades(&self, titular: &Titular) -> Result<Lista<Unidade>, ErroErp> {
        let lidas = self.unidades_lidas(titular).await?;
        Ok(Lista { itens: lidas.itens.into_iter().map(Unidade::from).collect(), descartes: lidas.descartes })
    }

    async fn segunda_via(&self, titular: &Titular, boleto: &BoletoEmitido) -> Result<Arquivo, ErroErp> {
        if boleto.pdf.is_none() {
            return Err(ErroErp::NaoEncontrado);
        }
        self.pdf_do_boleto(titular, &boleto.id).await
    }

    /// The years before this one in which something was received: UAU has no list of its own.
    async fn informes(&self, titular: &Titular) -> Result<Lista<Informe>, ErroErp> {
        let vendas = self.vendas(titular).await?;
        let recebidas = self.todas_recebidas(titular, &vendas).await?;
        Ok(self.anos_de_informe(&recebidas))
    }

    async fn informe(&self, titular: &Titular, informe: &Informe) -> Result<Arquivo, ErroErp> {
        self.pdf_do_informe(titular, informe.ano).await
    }

    async fn extrato_pdf(&self, titular: &Titular, contrato: Option<&ContratoId>) -> Result<Arquivo, ErroErp> {
        self.pdf_do_extrato(titular, contrato).await
    }
}
