//! An ERP that is never asked more than the operator allowed, nor when it cannot answer.
//!
//! One [`Resiliente`] stands around each adapter, one per incorporadora, so that none starves another. In the order in which
//! a call meets them:
//!
//! - **Retry-After.** When the ERP said when to come back, nobody asks before.
//! - **Circuit breaker**, one per [`Classe`]. It opens at five failures in a row, or when half of eight or more calls in
//!   twenty seconds failed; then one probe every two to four seconds finds out whether the ERP is back.
//! - **Places.** So many calls in flight; files never take the last place. A call waits for a place at most half of what is
//!   left of its caller's budget ([`com_prazo`]) and is refused then: a queue nobody leaves in time helps nobody.
//! - **Calls in any sixty seconds.** One over the limit is refused with the time to wait, because no page can wait a minute.
//! - **Patience.** A call longer than a page can use counts as failed. Its answer may still come, and is delivered to whoever
//!   waits; but as soon as another call needs the place, it is given up.
//! - **Second try**, one, after a random moment, for an operation declared idempotent ([`operacao`]) whose connection broke
//!   or that met a 5xx without `Retry-After`, while there is time and fewer than a tenth of all calls were second tries.
//!
//! Only [`ErroErp::Indisponivel`] and [`ErroErp::TempoEsgotado`] are failures here: an ERP that refuses, or answers nonsense, is
//! up. Refusals of this layer are of the same kinds, so that a caller needs no other words.
//!
//! What is counted are questions to the port. An adapter that needs two requests for one answer makes them one after the
//! other, so the limit of calls in flight holds on the wire too; the limit by the minute is in questions.

mod cadencia;
mod disjuntor;
mod observador;
pub mod operacao;
mod pistas;
mod prazo;
mod repeticao;
mod retrato;
#[cfg(test)]
mod tests;

use std::{pin::pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::modelo::{
    BoletoEmitido, Cliente, CobrancaDeUnidade, Contrato, ContratoId, Informe, Lista, NotaFiscal, Pagamento, Parcela,
    Quitacao, Titular, Unidade,
};
use tokio::time::{Instant, sleep, sleep_until};

use self::{
    cadencia::Cadencia,
    disjuntor::{Disjuntor, PACIENCIA_DA_SONDA, Passe, Resultado},
    pistas::Pistas,
    repeticao::Repeticoes,
    retrato::Medidas,
};
pub use self::{
    observador::{EstadoDisjuntor, Observador, Recusa},
    operacao::{Classe, Operacao},
    prazo::com_prazo,
    retrato::{Observavel, PERIODO, Problema, Retrato, RetratoDaClasse},
};
use crate::{Arquivo, Capacidades, Erp, ErroErp, TipoArquivo};

/// What a second try needs to be worth it.
const MINIMO_PARA_REPETIR: Duration = Duration::from_millis(750);

/// How much an ERP may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limite {
    /// Calls in flight, at least 1.
    pub simultaneas: u32,
    /// Calls in any sixty seconds, at least 1.
    pub por_minuto: u32,
}

/// How much of the protection is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protecao {
    /// All of it.
    #[default]
    Completa,
    /// Only the limits of [`Limite`]: what is asked is asked, whatever came of the last call. For tests of single answers.
    SoLimites,
}

/// An [`Erp`] behind its protection.
#[derive(Debug)]
pub struct Resiliente<E> {
    erp: E,
    limite: Limite,
    protecao: Protecao,
    observador: Arc<dyn Observador>,
    cadencia: Cadencia,
    pistas: Pistas,
    disjuntores: [Disjuntor; Classe::TODAS.len()],
    repeticoes: Repeticoes,
    medidas: [Medidas; Classe::TODAS.len()],
}

impl<E: Erp> Resiliente<E> {
    /// Puts `erp` behind `limite` and everything else, with nobody listening.
    pub fn novo(erp: E, limite: Limite) -> Self {
        Self::com(erp, limite, Protecao::Completa, Arc::new(()))
    }

    /// Puts `erp` behind `limite` and as much as `protecao` says.
    pub fn com(erp: E, limite: Limite, protecao: Protecao, observador: Arc<dyn Observador>) -> Self {
        Self {
            erp,
            limite,
            protecao,
            cadencia: Cadencia::nova(limite.por_minuto),
            pistas: Pistas::novas(limite.simultaneas),
            disjuntores: Classe::TODAS.map(|classe| Disjuntor::novo(classe, Arc::clone(&observador))),
            repeticoes: Repeticoes::default(),
            medidas: std::array::from_fn(|_| Medidas::default()),
            observador,
        }
    }

    fn completa(&self) -> bool {
        self.protecao == Protecao::Completa
    }

    fn disjuntor(&self, classe: Classe) -> &Disjuntor {
        &self.disjuntores[classe as usize]
    }

    async fn chamar<T, F, Fut>(&self, operacao: Operacao, chamada: F) -> Result<T, ErroErp>
    where
        T: Send,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, ErroErp>> + Send,
    {
        let classe = operacao.classe;
        let prazo = Instant::now() + prazo::restante().unwrap_or_else(|| classe.orcamento());
        self.cadencia.conferir().map_err(|(motivo, espera)| self.recusar(operacao, motivo, Some(espera)))?;
        if self.completa() {
            let aberto = self.disjuntor(classe).conferir();
            aberto.map_err(|espera| self.recusar(operacao, Recusa::Disjuntor, Some(espera)))?;
        }
        let espera = prazo.saturating_duration_since(Instant::now()) / 2;
        let vaga = self.pistas.entrar(classe, espera).await;
        let _vaga = vaga.ok_or_else(|| self.recusar(operacao, Recusa::Lotado, None))?;

        let passe = self.passe(operacao)?;
        self.observador.chamada(classe, false);
        let sonda = passe.as_ref().is_some_and(|p| p.sonda);
        let resposta = self.executar(operacao, passe, &chamada).await;
        self.repeticoes.creditar();
        match resposta {
            Err(erro) if !sonda && self.pode_repetir(operacao, &erro, prazo) => {
                sleep(Repeticoes::atraso()).await;
                // Meanwhile others may have opened the breaker or used up the minute: then this was all.
                let Ok(passe) = self.passe(operacao) else { return Err(erro) };
                self.observador.chamada(classe, true);
                self.executar(operacao, passe, &chamada).await
            }
            resposta => resposta,
        }
    }

    /// Leave for one call: a place in the minute, and the breaker's. `None` when there is no breaker.
    fn passe(&self, operacao: Operacao) -> Result<Option<Passe<'_>>, ErroErp> {
        let passe = if self.completa() {
            let passe = self.disjuntor(operacao.classe).pedir();
            Some(passe.map_err(|espera| self.recusar(operacao, Recusa::Disjuntor, Some(espera)))?)
        } else {
            None
        };
        self.cadencia.tomar().map_err(|(motivo, espera)| self.recusar(operacao, motivo, Some(espera)))?;
        Ok(passe)
    }

    /// One call to the adapter, from the first to the last moment.
    async fn executar<T, F, Fut>(&self, operacao: Operacao, passe: Option<Passe<'_>>, chamada: &F) -> Result<T, ErroErp>
    where
        T: Send,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, ErroErp>> + Send,
    {
        let inicio = Instant::now();
        let resposta = self.esperar(operacao, passe, chamada).await;
        self.medidas[operacao.classe as usize].medir(inicio, &resposta);
        resposta
    }

    async fn esperar<T, F, Fut>(
        &self,
        operacao: Operacao,
        mut passe: Option<Passe<'_>>,
        chamada: &F,
    ) -> Result<T, ErroErp>
    where
        T: Send,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, ErroErp>> + Send,
    {
        let sonda = passe.as_ref().is_some_and(|p| p.sonda);
        let paciencia = if sonda { PACIENCIA_DA_SONDA } else { operacao.classe.paciencia() };
        let mut chamada = pin!(chamada());
        let a_tempo = tokio::select! {
            biased;
            resposta = &mut chamada => Some(resposta),
            () = sleep_until(Instant::now() + paciencia), if passe.is_some() => None,
        };
        if let Some(resposta) = a_tempo {
            if let Some(passe) = &mut passe {
                passe.concluir(Resultado::de(&resposta));
            }
            self.ouvir(&resposta);
            return resposta;
        }
        if let Some(passe) = &mut passe {
            passe.concluir(Resultado::Falhou);
        }
        tokio::select! {
            biased;
            resposta = &mut chamada => {
                self.ouvir(&resposta);
                resposta
            }
            _ = self.pistas.presa() => Err(ErroErp::TempoEsgotado),
        }
    }

    fn ouvir<T>(&self, resposta: &Result<T, ErroErp>) {
        if let Err(ErroErp::Indisponivel { tentar_em: Some(espera) }) = resposta
            && self.completa()
        {
            self.cadencia.suspender(*espera);
        }
    }

    fn pode_repetir(&self, operacao: Operacao, erro: &ErroErp, prazo: Instant) -> bool {
        self.completa()
            && operacao.idempotente
            && repeticao::passageira(erro)
            && prazo.saturating_duration_since(Instant::now()) >= MINIMO_PARA_REPETIR
            && self.disjuntor(operacao.classe).conferir().is_ok()
            && self.repeticoes.gastar()
    }

    fn recusar(&self, operacao: Operacao, motivo: Recusa, espera: Option<Duration>) -> ErroErp {
        tracing::debug!(operacao = operacao.nome, motivo = motivo.nome(), "ERP call refused before it was made");
        self.observador.recusada(operacao.classe, motivo);
        self.medidas[operacao.classe as usize].recusar(motivo);
        match motivo {
            // The ERP may well be up: others are being answered, only too slowly for one more.
            Recusa::Lotado => ErroErp::TempoEsgotado,
            Recusa::Disjuntor | Recusa::RetryAfter | Recusa::PorMinuto => ErroErp::Indisponivel { tentar_em: espera },
        }
    }
}

impl<E: Erp> Observavel for Resiliente<E> {
    fn estado(&self) -> Retrato {
        let (no_minuto, suspensa_por) = self.cadencia.uso();
        Retrato {
            limite: self.limite,
            no_minuto,
            em_curso: self.pistas.em_curso(),
            na_fila: self.pistas.na_fila(),
            suspensa_por,
            classes: Classe::TODAS
                .map(|classe| self.medidas[classe as usize].retrato(classe, self.disjuntor(classe).estado()))
                .to_vec(),
        }
    }
}

macro_rules! protegidas {
    ($($nome:ident($($arg:ident: $tipo_arg:ty),*) -> $tipo:ty = $operacao:ident),+ $(,)?) => {
        #[async_trait]
        impl<E: Erp> Erp for Resiliente<E> {
            fn capacidades(&self) -> Capacidades {
                self.erp.capacidades()
            }
            $(
                async fn $nome(&self, titular: &Titular, $($arg: $tipo_arg),*) -> Result<$tipo, ErroErp> {
                    self.chamar(operacao::$operacao, || self.erp.$nome(titular, $($arg),*)).await
                }
            )+
        }
    };
}

protegidas! {
    cliente() -> Cliente = CLIENTE,
    contratos() -> Lista<Contrato> = CONTRATOS,
    boletos() -> Lista<BoletoEmitido> = BOLETOS,
    parcelas() -> Lista<Parcela> = PARCELAS,
    pagamentos() -> Lista<Pagamento> = PAGAMENTOS,
    notas_fiscais() -> Lista<NotaFiscal> = NOTAS_FISCAIS,
    quitacoes() -> Lista<Quitacao> = QUITACOES,
    unidades() -> Lista<Unidade> = UNIDADES,
    condominio() -> Lista<CobrancaDeUnidade> = CONDOMINIO,
    segunda_via(boleto: &BoletoEmitido) -> Arquivo = SEGUNDA_VIA,
    nota_fiscal(nota: &NotaFiscal, tipo: TipoArquivo) -> Arquivo = NOTA_FISCAL,
    quitacao(quitacao: &Quitacao) -> Arquivo = QUITACAO,
    informes() -> Lista<Informe> = INFORMES,
    informe(informe: &Informe) -> Arquivo = INFORME,
    extrato_pdf(contrato: Option<&ContratoId>) -> Arquivo = EXTRATO_PDF,
}
