//! An ERP that goes and comes back.

use super::{
    roteiro::{Passo, Roteiro},
    *,
};

const LIMITE: Limite = Limite { simultaneas: 4, por_minuto: 10_000 };

fn na_hora(resposta: Result<(), ErroErp>) -> Passo {
    Passo::Depois(Duration::from_millis(10), resposta)
}

fn fora() -> Passo {
    na_hora(Err(ErroErp::Indisponivel { tentar_em: None }))
}

#[tokio::test(start_paused = true)]
async fn five_failures_in_a_row_open_it_and_one_answer_closes_it() {
    let roteiro = Roteiro::que(|_| fora());
    let erp = Resiliente::novo(roteiro.clone(), LIMITE);
    for _ in 0..5 {
        erp.boletos(&titular()).await.unwrap_err();
    }
    assert_eq!(roteiro.total(), 5);
    for _ in 0..100 {
        let Err(ErroErp::Indisponivel { tentar_em: Some(espera) }) = erp.boletos(&titular()).await else {
            panic!("an open breaker let a call through");
        };
        assert!(espera <= Duration::from_secs(2), "{espera:?}");
    }
    assert_eq!(roteiro.total(), 5, "nobody asked");
    // A file is of another class.
    erp.extrato_pdf(&titular(), None).await.unwrap_err();
    assert_eq!(roteiro.total(), 6);

    roteiro.mudar(|_| na_hora(Ok(())));
    tokio::time::sleep(Duration::from_secs(2)).await;
    for _ in 0..10 {
        erp.boletos(&titular()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn half_of_eight_calls_open_it_too() {
    let roteiro = Roteiro::que(|n| if n % 2 == 0 { na_hora(Ok(())) } else { fora() });
    let erp = Resiliente::novo(roteiro.clone(), LIMITE);
    for _ in 0..100 {
        drop(erp.boletos(&titular()).await);
    }
    assert_eq!(roteiro.total(), 8);
}

#[tokio::test(start_paused = true)]
async fn an_erp_that_refuses_or_answers_nonsense_is_up() {
    let respostas = [
        ErroErp::NaoEncontrado,
        ErroErp::NaoAutorizado,
        ErroErp::Recusado { mensagem: "contrato encerrado".to_owned() },
        ErroErp::Contrato { detalhe: "objeto".to_owned() },
        ErroErp::NaoSuportado,
    ];
    let roteiro = Roteiro::que(move |n| na_hora(Err(respostas[n % 5].clone())));
    let erp = Resiliente::novo(roteiro.clone(), LIMITE);
    for _ in 0..100 {
        erp.boletos(&titular()).await.unwrap_err();
    }
    assert_eq!(roteiro.total(), 100);
}

#[tokio::test(start_paused = true)]
async fn a_black_hole_is_probed_by_one_call_at_a_time_and_its_end_noticed_in_five_seconds() {
    for simultaneas in [1, 2, 4] {
        let roteiro = Roteiro::que(|_| Passo::Nunca);
        let erp = Arc::new(Resiliente::novo(roteiro.clone(), Limite { simultaneas, por_minuto: 10_000 }));
        // Fifty people a second for a minute.
        let insistir = |segundos: u64| {
            let erp = Arc::clone(&erp);
            async move {
                for _ in 0..segundos * 50 {
                    let erp = Arc::clone(&erp);
                    tokio::spawn(async move { erp.boletos(&titular()).await });
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        };
        insistir(60).await;
        assert!(roteiro.maximo() <= simultaneas as usize);
        let inicios = roteiro.inicios();
        let ultimo_minuto = inicios.iter().filter(|i| i.elapsed() < Duration::from_secs(30)).count();
        assert!((7..=11).contains(&ultimo_minuto), "{simultaneas}: {ultimo_minuto} probes in thirty seconds");

        roteiro.mudar(|_| na_hora(Ok(())));
        let curado = Instant::now();
        let mut espera = Duration::ZERO;
        while erp.boletos(&titular()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
            espera = curado.elapsed();
            assert!(espera < Duration::from_mins(1), "{simultaneas}: never");
        }
        assert!(espera <= Duration::from_secs(5), "{simultaneas}: {espera:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_still_reaches_whoever_waits_when_nobody_needs_the_place() {
    let roteiro = Roteiro::que(|_| Passo::Depois(Duration::from_secs(8), Ok(())));
    let erp = Resiliente::novo(roteiro.clone(), LIMITE);
    erp.boletos(&titular()).await.unwrap();
    assert_eq!(roteiro.total(), 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_asks_before_the_time_the_erp_named() {
    let espera = Duration::from_secs(30);
    let roteiro = Roteiro::que(move |_| na_hora(Err(ErroErp::Indisponivel { tentar_em: Some(espera) })));
    let erp = Resiliente::novo(roteiro.clone(), LIMITE);
    erp.boletos(&titular()).await.unwrap_err();
    roteiro.mudar(|_| na_hora(Ok(())));
    while erp.extrato_pdf(&titular(), None).await.is_err() {
        assert_eq!(roteiro.total(), 1, "not even for a file");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let [primeira, segunda] = roteiro.inicios()[..] else { panic!("{:?}", roteiro.inicios()) };
    assert!(segunda - primeira >= espera, "{:?}", segunda - primeira);
}

#[tokio::test(start_paused = true)]
async fn a_broken_connection_is_tried_once_more_for_a_tenth_of_the_calls() {
    let roteiro = Roteiro::que(|n| if n == 10 { fora() } else { na_hora(Ok(())) });
    let erp = Resiliente::novo(roteiro.clone(), LIMITE);
    for _ in 0..11 {
        erp.boletos(&titular()).await.unwrap();
    }
    assert_eq!(roteiro.total(), 12, "the eleventh was asked twice, and nobody noticed");

    roteiro.mudar(|n| if n == 12 { fora() } else { na_hora(Ok(())) });
    erp.boletos(&titular()).await.unwrap_err();
    assert_eq!(roteiro.total(), 13, "the budget was spent");
}

#[tokio::test(start_paused = true)]
async fn a_second_try_needs_time() {
    let roteiro = Roteiro::que(|n| if n < 10 { na_hora(Ok(())) } else { fora() });
    let erp = Resiliente::novo(roteiro.clone(), LIMITE);
    for _ in 0..10 {
        erp.boletos(&titular()).await.unwrap();
    }
    let prazo = Instant::now() + Duration::from_millis(700);
    com_prazo(prazo, erp.boletos(&titular())).await.unwrap_err();
    assert_eq!(roteiro.total(), 11);
}

#[tokio::test(start_paused = true)]
async fn whoever_looks_sees_breaker_places_minute_and_failures() {
    let roteiro = Roteiro::que(|_| fora());
    let erp = Arc::new(Resiliente::novo(roteiro.clone(), Limite { simultaneas: 2, por_minuto: 50 }));
    let novo = erp.estado();
    assert_eq!((novo.no_minuto, novo.em_curso, novo.na_fila, novo.suspensa_por), (0, 0, 0, None));
    assert!(novo.classes.iter().all(|c| c.disjuntor == EstadoDisjuntor::Fechado && c.chamadas == 0));
    for _ in 0..6 {
        erp.boletos(&titular()).await.unwrap_err();
    }
    let aberto = erp.estado();
    assert_eq!(aberto.no_minuto, 5);
    let classe = |classe: Classe| aberto.classes[classe as usize].clone();
    assert_eq!(classe(Classe::Leitura).disjuntor, EstadoDisjuntor::Aberto);
    assert_eq!((classe(Classe::Leitura).chamadas, classe(Classe::Leitura).falhas), (5, 5));
    assert_eq!(classe(Classe::Leitura).problemas[0].0, Problema::Indisponivel);
    assert_eq!(classe(Classe::Leitura).recusas[0].0, Recusa::Disjuntor);
    assert_eq!(classe(Classe::Documento).disjuntor, EstadoDisjuntor::Fechado);

    roteiro.mudar(|_| Passo::Nunca);
    for _ in 0..3 {
        let erp = Arc::clone(&erp);
        let titular = titular();
        tokio::spawn(async move { drop(erp.extrato_pdf(&titular, None).await) });
    }
    tokio::task::yield_now().await;
    let ocupado = erp.estado();
    assert_eq!((ocupado.em_curso, ocupado.na_fila), (1, 2), "files never take the last place");

    roteiro.mudar(|_| na_hora(Err(ErroErp::Indisponivel { tentar_em: Some(Duration::from_secs(90)) })));
    tokio::time::sleep(Duration::from_secs(4)).await;
    erp.boletos(&titular()).await.unwrap_err();
    assert_eq!(erp.estado().suspensa_por, Some(Duration::from_secs(90)));
}
