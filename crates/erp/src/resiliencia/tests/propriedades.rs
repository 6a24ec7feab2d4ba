//! Whatever the ERP does and whoever asks, the limits hold.

use proptest::prelude::*;

use super::{
    roteiro::{Passo, Roteiro},
    *,
};

fn passo() -> impl Strategy<Value = Passo> {
    let resposta = prop_oneof![
        4 => Just(Ok(())),
        2 => Just(Err(ErroErp::Indisponivel { tentar_em: None })),
        1 => (1_u64..20).prop_map(|s| Err(ErroErp::Indisponivel { tentar_em: Some(Duration::from_secs(s)) })),
        1 => Just(Err(ErroErp::TempoEsgotado)),
        1 => Just(Err(ErroErp::NaoEncontrado)),
    ];
    prop_oneof![
        9 => ((0_u64..9_000), resposta).prop_map(|(ms, r)| Passo::Depois(Duration::from_millis(ms), r)),
        1 => Just(Passo::Nunca),
    ]
}

/// Counts probes between the openings and closings it is told of.
#[derive(Debug, Default)]
struct Sondas {
    leitura: std::sync::Mutex<(Option<EstadoDisjuntor>, usize)>,
    excessos: AtomicUsize,
}

impl Observador for Sondas {
    fn disjuntor(&self, classe: Classe, estado: EstadoDisjuntor) {
        if classe == Classe::Leitura {
            *self.leitura.lock().unwrap() = (Some(estado), 0);
        }
    }
    fn recusada(&self, _: Classe, _: Recusa) {}
    fn chamada(&self, classe: Classe, _: bool) {
        if classe == Classe::Leitura {
            let mut leitura = self.leitura.lock().unwrap();
            leitura.1 += 1;
            let permitidas = match leitura.0 {
                None | Some(EstadoDisjuntor::Fechado) => return,
                Some(EstadoDisjuntor::MeioAberto) => 1,
                Some(EstadoDisjuntor::Aberto) => 0,
            };
            if leitura.1 > permitidas {
                self.excessos.fetch_add(1, Ordering::SeqCst);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn limits_hold_whatever_happens(
        passos in prop::collection::vec(passo(), 1..40),
        pausas in prop::collection::vec((0_u64..2_500, any::<bool>()), 1..120),
        simultaneas in 1_u32..5,
        por_minuto in 1_u32..40,
    ) {
        let rt = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        rt.block_on(async move {
            let roteiro = Roteiro::que(move |n| passos[n % passos.len()].clone());
            let sondas = Arc::new(Sondas::default());
            let limite = Limite { simultaneas, por_minuto };
            let ouvinte: Arc<dyn Observador> = sondas.clone();
            let erp = Arc::new(Resiliente::com(roteiro.clone(), limite, Protecao::Completa, ouvinte));
            for (pausa, arquivo) in pausas {
                let erp = Arc::clone(&erp);
                tokio::spawn(async move {
                    // Callers give up, too.
                    let prazo = Duration::from_millis(5_500);
                    let _ = if arquivo {
                        tokio::time::timeout(prazo, erp.extrato_pdf(&titular(), None)).await.map(drop)
                    } else {
                        tokio::time::timeout(prazo * 2, erp.boletos(&titular())).await.map(drop)
                    };
                });
                tokio::time::sleep(Duration::from_millis(pausa)).await;
            }
            prop_assert!(roteiro.maximo() <= simultaneas as usize, "{} in flight", roteiro.maximo());
            let inicios = roteiro.inicios();
            for (i, inicio) in inicios.iter().enumerate() {
                let na_janela = inicios[i..].iter().take_while(|t| **t - *inicio < Duration::from_mins(1)).count();
                prop_assert!(na_janela <= por_minuto as usize, "{na_janela} in a minute");
            }
            prop_assert_eq!(sondas.excessos.load(Ordering::SeqCst), 0, "calls past an open breaker");
            Ok(())
        })?;
    }
}
