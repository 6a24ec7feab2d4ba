//! An ERP that is never asked more than the operator allowed.
//!
//! Two limits: calls in flight, and calls in any sixty seconds. A call over the first waits its turn; one over the second is
//! refused with the time to wait, because no page can wait a minute.
//!
//! What is counted are questions to the port. An adapter that needs two requests for one answer makes them one after the
//! other, so the first limit holds on the wire too; the second is in questions.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use domain::modelo::{
    BoletoEmitido, Cliente, Contrato, ContratoId, Informe, Lista, NotaFiscal, Pagamento, Parcela, Quitacao, Titular,
    Unidade,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

use crate::{Arquivo, Capacidades, Erp, ErroErp, TipoArquivo};

const JANELA: Duration = Duration::from_mins(1);

/// How much an ERP may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limite {
    /// Calls in flight, at least 1.
    pub simultaneas: u32,
    /// Calls in any sixty seconds, at least 1.
    pub por_minuto: u32,
}

/// An [`Erp`] behind a [`Limite`]. One per incorporadora, so that none starves another.
#[derive(Debug)]
pub struct Limitado<E> {
    erp: E,
    vagas: Semaphore,
    por_minuto: usize,
    recentes: Mutex<VecDeque<Instant>>,
}

impl<E: Erp> Limitado<E> {
    /// Puts `erp` behind `limite`.
    pub fn novo(erp: E, limite: Limite) -> Self {
        let simultaneas = usize::try_from(limite.simultaneas.max(1)).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            erp,
            vagas: Semaphore::new(simultaneas.min(Semaphore::MAX_PERMITS)),
            por_minuto: usize::try_from(limite.por_minuto.max(1)).unwrap_or(usize::MAX),
            recentes: Mutex::new(VecDeque::new()),
        }
    }

    /// Waits for a place and takes one of the minute's calls.
    async fn vez(&self) -> Result<SemaphorePermit<'_>, ErroErp> {
        let vaga = self.vagas.acquire().await.map_err(|_| ErroErp::Indisponivel { tentar_em: None })?;
        let agora = Instant::now();
        let mut recentes = self.recentes.lock().unwrap_or_else(PoisonError::into_inner);
        while recentes.front().is_some_and(|t| agora.duration_since(*t) >= JANELA) {
            recentes.pop_front();
        }
        if recentes.len() >= self.por_minuto {
            let espera = recentes.front().map(|t| JANELA.saturating_sub(agora.duration_since(*t)));
            tracing::warn!(por_minuto = self.por_minuto, "ERP call held back: the minute's limit is used up");
            return Err(ErroErp::Indisponivel { tentar_em: espera });
        }
        recentes.push_back(agora);
        Ok(vaga)
    }
}

macro_rules! na_vez {
    ($($nome:ident($($arg:ident: $tipo_arg:ty),*) -> $tipo:ty),+ $(,)?) => {
        #[async_trait]
        impl<E: Erp> Erp for Limitado<E> {
            fn capacidades(&self) -> Capacidades {
                self.erp.capacidades()
            }
            $(
                async fn $nome(&self, titular: &Titular, $($arg: $tipo_arg),*) -> Result<$tipo, ErroErp> {
                    let _vaga = self.vez().await?;
                    self.erp.$nome(titular, $($arg),*).await
                }
            )+
        }
    };
}

na_vez! {
    cliente() -> Cliente,
    contratos() -> Lista<Contrato>,
    boletos() -> Lista<BoletoEmitido>,
    parcelas() -> Lista<Parcela>,
    pagamentos() -> Lista<Pagamento>,
    notas_fiscais() -> Lista<NotaFiscal>,
    quitacoes() -> Lista<Quitacao>,
    unidades() -> Lista<Unidade>,
    segunda_via(boleto: &BoletoEmitido) -> Arquivo,
    nota_fiscal(nota: &NotaFiscal, tipo: TipoArquivo) -> Arquivo,
    quitacao(quitacao: &Quitacao) -> Arquivo,
    informes() -> Lista<Informe>,
    informe(informe: &Informe) -> Arquivo,
    extrato_pdf(contrato: Option<&ContratoId>) -> Arquivo,
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use bytes::Bytes;
    use domain::documento::Documento;
    use domain::modelo::{Composicao, SituacaoBoleto};

    use super::*;

    /// Counts the calls in flight; each takes a second.
    #[derive(Debug, Default)]
    struct Contador {
        em_curso: AtomicUsize,
        maximo: AtomicUsize,
        total: AtomicUsize,
    }

    impl Contador {
        fn documento(&self) -> Arquivo {
            self.total.fetch_add(1, Ordering::SeqCst);
            Arquivo { tipo: TipoArquivo::Pdf, bytes: Bytes::from_static(b"%PDF-") }
        }
    }

    macro_rules! contar {
        ($($nome:ident -> $tipo:ty),+ $(,)?) => {
            #[async_trait]
            impl Erp for Arc<Contador> {
                fn capacidades(&self) -> Capacidades {
                    Capacidades::default()
                }
                $(
                    async fn $nome(&self, _: &Titular) -> Result<$tipo, ErroErp> {
                        let agora = self.em_curso.fetch_add(1, Ordering::SeqCst) + 1;
                        self.maximo.fetch_max(agora, Ordering::SeqCst);
                        self.total.fetch_add(1, Ordering::SeqCst);
                        tokio::time::sleep(Duration::from_secs(1)).await;
                        self.em_curso.fetch_sub(1, Ordering::SeqCst);
                        Ok(<$tipo>::default())
                    }
                )+
                async fn segunda_via(&self, _: &Titular, _: &BoletoEmitido) -> Result<Arquivo, ErroErp> {
                    Ok(self.documento())
                }
                async fn nota_fiscal(&self, _: &Titular, _: &NotaFiscal, _: TipoArquivo) -> Result<Arquivo, ErroErp> {
                    Ok(self.documento())
                }
                async fn quitacao(&self, _: &Titular, _: &Quitacao) -> Result<Arquivo, ErroErp> {
                    Ok(self.documento())
                }
                async fn informes(&self, _: &Titular) -> Result<Lista<Informe>, ErroErp> {
                    self.documento();
                    Ok(Lista::default())
                }
                async fn informe(&self, _: &Titular, _: &Informe) -> Result<Arquivo, ErroErp> {
                    Ok(self.documento())
                }
                async fn extrato_pdf(&self, _: &Titular, _: Option<&ContratoId>) -> Result<Arquivo, ErroErp> {
                    Ok(self.documento())
                }
            }
        };
    }
    contar! {
        cliente -> Cliente,
        contratos -> Lista<Contrato>,
        boletos -> Lista<BoletoEmitido>,
        parcelas -> Lista<Parcela>,
        pagamentos -> Lista<Pagamento>,
        notas_fiscais -> Lista<NotaFiscal>,
        quitacoes -> Lista<Quitacao>,
        unidades -> Lista<Unidade>,
    }

    fn titular() -> Titular {
        Titular { documento: Documento::ler("52998224725").unwrap(), id_erp: None, token_portal: None }
    }

    #[tokio::test(start_paused = true)]
    async fn never_more_calls_in_flight_than_allowed() {
        let contador = Arc::new(Contador::default());
        let erp = Arc::new(Limitado::novo(Arc::clone(&contador), Limite { simultaneas: 2, por_minuto: 100 }));
        let chamadas: Vec<_> = (0..9)
            .map(|_| {
                let erp = Arc::clone(&erp);
                tokio::spawn(async move { erp.boletos(&titular()).await })
            })
            .collect();
        for chamada in chamadas {
            chamada.await.unwrap().unwrap();
        }
        assert_eq!(contador.maximo.load(Ordering::SeqCst), 2);
        assert_eq!(contador.total.load(Ordering::SeqCst), 9);
    }

    #[tokio::test(start_paused = true)]
    async fn past_the_minutes_limit_a_call_is_refused_with_the_time_to_wait() {
        let contador = Arc::new(Contador::default());
        let erp = Limitado::novo(Arc::clone(&contador), Limite { simultaneas: 5, por_minuto: 3 });
        for _ in 0..3 {
            erp.cliente(&titular()).await.unwrap();
        }
        let Err(ErroErp::Indisponivel { tentar_em: Some(espera) }) = erp.cliente(&titular()).await else {
            panic!("the fourth call of the minute went through");
        };
        assert_eq!(contador.total.load(Ordering::SeqCst), 3);
        tokio::time::advance(espera).await;
        erp.cliente(&titular()).await.unwrap();
    }

    #[tokio::test]
    async fn documents_are_questions_like_any_other() {
        let contador = Arc::new(Contador::default());
        let erp = Limitado::novo(Arc::clone(&contador), Limite { simultaneas: 1, por_minuto: 6 });
        let titular = titular();
        let boleto = BoletoEmitido {
            id: "1".to_owned(),
            contratos: Vec::new(),
            historico: None,
            parcela: None,
            valor: Composicao::default(),
            emissao: None,
            vencimento: None,
            linha_digitavel: None,
            pix: None,
            banco: None,
            pdf: None,
            situacao: SituacaoBoleto::Aberto,
        };
        let nota = NotaFiscal {
            id: "1".to_owned(),
            numero: None,
            emissao: None,
            valor: None,
            descricao: None,
            chave: None,
            protocolo: None,
            pdf: None,
            xml: None,
        };
        let quitacao = Quitacao { id: "1".to_owned(), ano: 2025, valor: None, pdf: None };
        let informe = Informe { id: "1".to_owned(), ano: 2025, pdf: None };
        erp.segunda_via(&titular, &boleto).await.unwrap();
        erp.nota_fiscal(&titular, &nota, TipoArquivo::Xml).await.unwrap();
        erp.quitacao(&titular, &quitacao).await.unwrap();
        erp.informes(&titular).await.unwrap();
        erp.informe(&titular, &informe).await.unwrap();
        erp.extrato_pdf(&titular, None).await.unwrap();
        // All six reached the ERP behind it, and all six were counted.
        assert_eq!(contador.total.load(Ordering::SeqCst), 6);
        assert!(matches!(erp.segunda_via(&titular, &boleto).await, Err(ErroErp::Indisponivel { .. })));
        assert_eq!(contador.total.load(Ordering::SeqCst), 6);
    }
}
