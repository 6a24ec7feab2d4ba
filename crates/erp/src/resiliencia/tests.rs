//! Limits, on a clock that stands still; the circuit breaker and the rest in the modules below.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use domain::documento::Documento;
use domain::modelo::{Composicao, SituacaoBoleto};

use super::*;

mod disjuntor;
mod propriedades;
mod roteiro;

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

pub(super) fn titular() -> Titular {
    Titular { documento: Documento::ler("52998224725").unwrap(), id_erp: None, token_portal: None }
}

#[tokio::test(start_paused = true)]
async fn never_more_calls_in_flight_than_allowed() {
    let contador = Arc::new(Contador::default());
    let erp = Arc::new(Resiliente::novo(Arc::clone(&contador), Limite { simultaneas: 2, por_minuto: 100 }));
    let chamadas: Vec<_> = (0..9)
        .map(|_| {
            let erp = Arc::clone(&erp);
            // Whoever has a minute waits half of it.
            let prazo = Instant::now() + Duration::from_mins(1);
            tokio::spawn(com_prazo(prazo, async move { erp.boletos(&titular()).await }))
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
    let erp = Resiliente::novo(Arc::clone(&contador), Limite { simultaneas: 5, por_minuto: 3 });
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
    let erp = Resiliente::novo(Arc::clone(&contador), Limite { simultaneas: 1, por_minuto: 6 });
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

#[tokio::test(start_paused = true)]
async fn a_call_that_cannot_start_within_its_share_of_the_budget_is_refused() {
    let contador = Arc::new(Contador::default());
    let erp = Arc::new(Resiliente::novo(Arc::clone(&contador), Limite { simultaneas: 1, por_minuto: 100 }));
    let inicio = Instant::now();
    let chamadas: Vec<_> = (0..20)
        .map(|_| {
            let erp = Arc::clone(&erp);
            tokio::spawn(async move { (erp.boletos(&titular()).await, Instant::now()) })
        })
        .collect();
    let mut respondidas = 0;
    for chamada in chamadas {
        let (resposta, quando) = chamada.await.unwrap();
        match resposta {
            Ok(_) => respondidas += 1,
            Err(erro) => {
                assert_eq!(erro, ErroErp::TempoEsgotado, "the ERP is not said to be down");
                assert_eq!((quando - inicio).as_millis() / 10, 275, "half of five and a half seconds");
            }
        }
    }
    // One a second; the third began before the others gave up.
    assert_eq!(respondidas, 3);
}

#[tokio::test(start_paused = true)]
async fn files_leave_a_place_for_pages() {
    let roteiro = roteiro::Roteiro::que(|_| roteiro::Passo::Nunca);
    let erp = Arc::new(Resiliente::novo(roteiro.clone(), Limite { simultaneas: 2, por_minuto: 100 }));
    let downloads: Vec<_> = (0..3)
        .map(|_| {
            let erp = Arc::clone(&erp);
            tokio::spawn(async move { erp.extrato_pdf(&titular(), None).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(roteiro.em_curso(), 1);
    roteiro.mudar(|_| roteiro::Passo::Depois(Duration::from_millis(10), Ok(())));
    erp.boletos(&titular()).await.unwrap();
    for download in downloads {
        download.abort();
    }
}
