//! Asking the ERP within a page's budget, and saying plainly what went wrong.

use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::modelo::{
    BoletoEmitido, Cliente, CobrancaDeUnidade, Contrato, Informe, Lista, NotaFiscal, Pagamento, Parcela, Quitacao,
    Titular,
};
use erp::{Arquivo, Capacidade, Erp, ErroErp, TipoArquivo, resiliencia::com_prazo};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use tracing::Instrument as _;

use super::{
    memoria::{Dono, Lembradas, Memoria},
    momento::{Momento, Motivo},
    ultimos::Ultimos,
};
use crate::server::{config::TipoErp, metricas, permissoes::Perfil, relogio::Relogio, session::Visita};

/// What a section may wait for the ERP. The page must answer in 6 s (`quality.md`); the rest is for looking up the last answer
/// known, for rendering and for the wire.
pub const ORCAMENTO: Duration = Duration::from_millis(5_200);

/// What a person who asked for a file waits for it: an ERP makes PDFs slowly, and nothing else on the page waits.
pub const ORCAMENTO_ARQUIVO: Duration = Duration::from_secs(20);

/// The questions whose last answers are kept.
const OPERACOES: [&str; 9] = [
    "cliente",
    "contratos",
    "boletos",
    "parcelas",
    "pagamentos",
    "notas_fiscais",
    "quitacoes",
    "informes",
    "condominio",
];

/// An answer and the time it was given.
#[derive(Debug)]
pub struct Lida<T> {
    /// The answer.
    pub valor: Arc<T>,
    /// When the ERP gave it, and whether it is the last one known.
    pub lida_em: Momento,
}

impl<T> Lida<T> {
    /// Only a fresh answer: what proves something may not be made of an old one.
    ///
    /// # Errors
    /// Why it is old.
    pub fn atual(self) -> Result<Self, Falha> {
        match self.lida_em.antiga {
            None => Ok(self),
            Some(motivo) => Err(motivo.into()),
        }
    }
}

impl<T> Clone for Lida<T> {
    fn clone(&self) -> Self {
        Self { valor: Arc::clone(&self.valor), lida_em: self.lida_em }
    }
}

/// Why a section has nothing to show. Public: it reaches the page, so it holds no vendor text but an allow-listed refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Falha {
    /// The ERP does not know this document.
    Desconhecido,
    /// Down or refusing.
    ForaDoAr,
    /// No answer in time.
    Demorou,
    /// Our credentials are refused: only the incorporadora can mend it.
    SemPermissao,
    /// CV does not take the person's token any more (ERP `cv` only): the person can mend it, by coming in again.
    LancamentoExpirado,
    /// The answer made no sense; showing part of it could hide a debt.
    RespostaInvalida,
    /// A business refusal, in allow-listed words.
    Recusado(String),
    /// The ERP has no such thing.
    NaoOferecido,
    /// Closed, as planned: it is not asked.
    Manutencao {
        /// When it opens again.
        ate: Timestamp,
    },
}

impl From<ErroErp> for Falha {
    fn from(erro: ErroErp) -> Self {
        match erro {
            ErroErp::NaoEncontrado => Self::Desconhecido,
            ErroErp::NaoAutorizado => Self::SemPermissao,
            ErroErp::Recusado { mensagem } => Self::Recusado(mensagem),
            ErroErp::Indisponivel { .. } => Self::ForaDoAr,
            ErroErp::TempoEsgotado => Self::Demorou,
            ErroErp::Contrato { .. } => Self::RespostaInvalida,
            ErroErp::NaoSuportado => Self::NaoOferecido,
        }
    }
}

/// The ERPs of all incorporadoras, with the short memory in front of them.
#[derive(Debug, Clone)]
pub struct Financeiro {
    erps: Arc<HashMap<String, Arc<dyn Erp>>>,
    relogio: Arc<dyn Relogio>,
    ultimos: Ultimos,
    clientes: Memoria<Cliente>,
    contratos: Memoria<Lista<Contrato>>,
    boletos: Memoria<Lista<BoletoEmitido>>,
    parcelas: Memoria<Lista<Parcela>>,
    pagamentos: Memoria<Lista<Pagamento>>,
    notas_fiscais: Memoria<Lista<NotaFiscal>>,
    quitacoes: Memoria<Lista<Quitacao>>,
    informes: Memoria<Lista<Informe>>,
    condominios: Memoria<Lista<CobrancaDeUnidade>>,
}

/// One question: which memory, which operation of the port.
macro_rules! leitura {
    ($(#[$doc:meta])* $nome:ident, $memoria:ident, $tipo:ty) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// A [`Falha`] fit for the page; the operator's detail is in the log under the request's support code.
        pub async fn $nome(&self, visita: &Visita) -> Result<Lida<$tipo>, Falha> {
            let titular = visita.titular().ok_or(Falha::NaoOferecido)?;
            self.perguntar(stringify!($nome), visita, &self.$memoria, move |erp| async move { erp.$nome(&titular).await })
                .await
        }
    };
}

impl Financeiro {
    /// Over one adapter per incorporadora, keyed by slug, keeping their last answers in `ultimos`.
    pub fn novo(erps: HashMap<String, Arc<dyn Erp>>, relogio: Arc<dyn Relogio>, ultimos: Ultimos) -> Self {
        Self {
            erps: Arc::new(erps),
            relogio,
            ultimos,
            clientes: Memoria::default(),
            contratos: Memoria::default(),
            boletos: Memoria::default(),
            parcelas: Memoria::default(),
            pagamentos: Memoria::default(),
            notas_fiscais: Memoria::default(),
            quitacoes: Memoria::default(),
            informes: Memoria::default(),
            condominios: Memoria::default(),
        }
    }

    /// Whether the visitor's ERP offers something: what it does not offer has no entry in the menu.
    pub fn oferece(&self, visita: &Visita, capacidade: Capacidade) -> bool {
        self.erps.get(&visita.principal.incorporadora).is_some_and(|erp| erp.capacidades().tem(capacidade))
    }

    /// The clock the use cases read.
    pub fn relogio(&self) -> &dyn Relogio {
        self.relogio.as_ref()
    }

    leitura!(/// The customer record of the visitor.
        cliente, clientes, Cliente);
    leitura!(/// Contracts of the visitor.
        contratos, contratos, Lista<Contrato>);
    leitura!(/// Open boletos of the visitor.
        boletos, boletos, Lista<BoletoEmitido>);
    leitura!(/// Instalments of the visitor, open and settled.
        parcelas, parcelas, Lista<Parcela>);
    leitura!(/// Payments the ERP registered.
        pagamentos, pagamentos, Lista<Pagamento>);
    leitura!(/// Notas fiscais of the visitor.
        notas_fiscais, notas_fiscais, Lista<NotaFiscal>);
    leitura!(/// Yearly declarations of settlement the ERP has.
        quitacoes, quitacoes, Lista<Quitacao>);
    leitura!(/// Income statements the ERP has.
        informes, informes, Lista<Informe>);
    leitura!(/// Charges of the units of the condominium a síndico looks at.
        condominio, condominios, Lista<CobrancaDeUnidade>);

    /// The ERP's PDF of a boleto from the visitor's own list.
    ///
    /// # Errors
    /// As every read.
    pub async fn segunda_via(&self, visita: &Visita, boleto: &BoletoEmitido) -> Result<Arquivo, Falha> {
        let boleto = boleto.clone();
        self.buscar("segunda_via", visita, move |erp, titular| async move { erp.segunda_via(&titular, &boleto).await })
            .await
    }

    /// A file of a nota fiscal from the visitor's own list.
    ///
    /// # Errors
    /// As every read.
    pub async fn nota_fiscal(&self, visita: &Visita, nota: &NotaFiscal, tipo: TipoArquivo) -> Result<Arquivo, Falha> {
        let nota = nota.clone();
        self.buscar(
            "nota_fiscal",
            visita,
            move |erp, titular| async move { erp.nota_fiscal(&titular, &nota, tipo).await },
        )
        .await
    }

    /// The PDF of a declaration from the visitor's own list.
    ///
    /// # Errors
    /// As every read.
    pub async fn quitacao(&self, visita: &Visita, quitacao: &Quitacao) -> Result<Arquivo, Falha> {
        let quitacao = quitacao.clone();
        self.buscar("quitacao", visita, move |erp, titular| async move { erp.quitacao(&titular, &quitacao).await })
            .await
    }

    /// The PDF of an income statement from the visitor's own list.
    ///
    /// # Errors
    /// As every read.
    pub async fn informe(&self, visita: &Visita, informe: &Informe) -> Result<Arquivo, Falha> {
        let informe = informe.clone();
        self.buscar("informe", visita, move |erp, titular| async move { erp.informe(&titular, &informe).await }).await
    }

    /// Forgets what is remembered of this visitor: the person asked to try again.
    pub async fn esquecer(&self, visita: &Visita) {
        let dono = dono(visita);
        self.clientes.esquecer(&dono).await;
        self.contratos.esquecer(&dono).await;
        self.boletos.esquecer(&dono).await;
        self.parcelas.esquecer(&dono).await;
        self.pagamentos.esquecer(&dono).await;
        self.notas_fiscais.esquecer(&dono).await;
        self.quitacoes.esquecer(&dono).await;
        self.informes.esquecer(&dono).await;
        self.condominios.esquecer(&dono).await;
        for operacao in OPERACOES {
            self.ultimos.esquecer(&dono, operacao).await;
        }
    }

    /// What is remembered of an incorporadora's people, by question.
    pub fn memoria(&self, incorporadora: &str) -> Vec<Lembradas> {
        macro_rules! de {
            ($($memoria:ident),+) => { vec![$(self.$memoria.lembradas(stringify!($memoria), incorporadora)),+] };
        }
        de!(clientes, contratos, boletos, parcelas, pagamentos, notas_fiscais, quitacoes, informes)
    }

    /// Asks for a file. Files are not remembered: they are large, personal, and asked for once.
    async fn buscar<F, Fut>(&self, operacao: &'static str, visita: &Visita, chamada: F) -> Result<Arquivo, Falha>
    where
        F: FnOnce(Arc<dyn Erp>, Titular) -> Fut + Send,
        Fut: Future<Output = Result<Arquivo, ErroErp>> + Send,
    {
        let incorporadora = visita.principal.incorporadora.as_str();
        let Some(erp) = self.erps.get(incorporadora).cloned() else {
            tracing::error!(incorporadora, operacao, "no ERP adapter for this incorporadora");
            return Err(Falha::NaoOferecido);
        };
        let titular = visita.titular().ok_or(Falha::NaoOferecido)?;
        self.aberto(visita)?;
        let inicio = tokio::time::Instant::now();
        let prazo = inicio + ORCAMENTO_ARQUIVO;
        let resposta = tokio::time::timeout_at(prazo, com_prazo(prazo, chamada(erp, titular)))
            .await
            .unwrap_or(Err(ErroErp::TempoEsgotado));
        concluir(operacao, visita, resposta, inicio)
    }

    async fn perguntar<T, F, Fut>(
        &self,
        operacao: &'static str,
        visita: &Visita,
        memoria: &Memoria<T>,
        chamada: F,
    ) -> Result<Lida<T>, Falha>
    where
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
        F: FnOnce(Arc<dyn Erp>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, ErroErp>> + Send + 'static,
    {
        let incorporadora = visita.principal.incorporadora.as_str();
        let Some(erp) = self.erps.get(incorporadora).cloned() else {
            tracing::error!(incorporadora, operacao, "no ERP adapter for this incorporadora");
            return Err(Falha::NaoOferecido);
        };
        if let Err(falha) = self.aberto(visita) {
            return self.ou_o_ultimo(operacao, visita, falha).await;
        }
        let memoria = memoria.clone();
        let dono = dono(visita);
        let (relogio, ultimos, de_quem) = (Arc::clone(&self.relogio), self.ultimos.clone(), dono.clone());
        let perguntar = async move {
            let valor = Arc::new(chamada(erp).await?);
            let lida_em = relogio.agora();
            ultimos.guardar(&de_quem, operacao, Arc::clone(&valor), lida_em);
            Ok(Lida { valor, lida_em: Momento::agora(lida_em) })
        };
        // The call is its own task: when this page gives up waiting, the answer still arrives, is remembered, and serves
        // the person's next try. The adapter's own timeout bounds it, and the protection around it how many there are.
        let inicio = tokio::time::Instant::now();
        let prazo = inicio + ORCAMENTO;
        let tarefa = async move { memoria.ler(dono, com_prazo(prazo, perguntar)).await };
        let tarefa = tokio::spawn(tarefa.in_current_span());
        let resposta = match tokio::time::timeout_at(prazo, tarefa).await {
            Ok(Ok(resposta)) => resposta,
            Ok(Err(_)) => Err(ErroErp::Contrato { detalhe: "the adapter panicked".to_owned() }),
            Err(_) => Err(ErroErp::TempoEsgotado),
        };
        match concluir(operacao, visita, resposta, inicio) {
            Err(falha) => self.ou_o_ultimo(operacao, visita, falha).await,
            lida => lida,
        }
    }

    /// Whether the visitor's ERP may be asked at this hour, and by this visitor.
    fn aberto(&self, visita: &Visita) -> Result<(), Falha> {
        if pelo_token(visita) && visita.titular().is_some_and(|titular| titular.token_portal.is_none()) {
            // Nobody would be asked. Síndicos and the staff hold no token that opens CV's Financeiro of a buyer.
            let cliente = visita.perfil == Perfil::Cliente;
            return Err(if cliente { Falha::LancamentoExpirado } else { Falha::NaoOferecido });
        }
        let manutencao = visita.incorporadora.erp.limites.manutencao;
        match manutencao.and_then(|janela| janela.ate(self.relogio.agora())) {
            Some(ate) => Err(Falha::Manutencao { ate }),
            None => Ok(()),
        }
    }

    /// In place of an answer that did not come, the last one that did, marked as such.
    async fn ou_o_ultimo<T: DeserializeOwned>(
        &self,
        operacao: &'static str,
        visita: &Visita,
        falha: Falha,
    ) -> Result<Lida<T>, Falha> {
        let Some(motivo) = Motivo::de(&falha) else { return Err(falha) };
        let Some((valor, em)) = self.ultimos.ler(&dono(visita), operacao, self.relogio.agora()).await else {
            return Err(falha);
        };
        metricas::ultimo(&visita.principal.incorporadora, operacao, motivo);
        Ok(Lida { valor: Arc::new(valor), lida_em: Momento { em, antiga: Some(motivo) } })
    }
}

/// Counts the answer and, when there is none, tells the operator why and the page what it may say.
fn concluir<T>(
    operacao: &'static str,
    visita: &Visita,
    resposta: Result<T, ErroErp>,
    inicio: tokio::time::Instant,
) -> Result<T, Falha> {
    let incorporadora = visita.principal.incorporadora.as_str();
    metricas::leitura(incorporadora, operacao, resposta.as_ref().err(), inicio.elapsed());
    resposta.map_err(|erro| {
        let codigo_suporte = &visita.codigo_suporte;
        if erro == ErroErp::NaoAutorizado && pelo_token(visita) {
            // Nothing is broken: a token lives as long as CV lets it.
            tracing::info!(incorporadora, operacao, %codigo_suporte, "CV does not take this visitor's token any more");
            return Falha::LancamentoExpirado;
        }
        tracing::warn!(incorporadora, operacao, erro = %erro, %codigo_suporte, "ERP read failed");
        Falha::from(erro)
    })
}

/// Whether the ERP is asked with the token that CV gave for the person, instead of a credential of the incorporadora.
fn pelo_token(visita: &Visita) -> bool {
    matches!(visita.incorporadora.erp.tipo, TipoErp::Cv)
}

fn dono(visita: &Visita) -> Dono {
    Dono { incorporadora: visita.principal.incorporadora.clone(), titular_hmac: visita.principal.titular_hmac.clone() }
}
