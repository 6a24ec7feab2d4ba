//! The adapter over the simulated CV: the people of the demonstration, both families of paths, every fault.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use domain::{
    documento::{Documento, Token},
    modelo::{ContratoId, Titular},
};
use erp::{Erp, ErroErp};
use erp_cv::{ConfigCv, ErpCv};
use jiff::{Timestamp, civil::date};
use simulator::{Opcoes, Papel, Relogio, Simulador, por_chave};

use crate::comum::config;

async fn iniciar() -> Simulador {
    Simulador::iniciar(Opcoes { hoje: Some(date(2026, 11, 21)), ..Opcoes::default() }).await.unwrap()
}

fn curta(simulador: &Simulador) -> ConfigCv {
    let mut config = config(simulador.cv_url());
    for (chave, caminho) in [
        ("unidades", "/unidade"),
        ("contratos", "/contrato"),
        ("boletos", "/boleto"),
        ("boleto-pdf", "/boleto/{idboleto}"),
    ] {
        config.caminhos.insert(chave.to_owned(), format!("/api/v1/cliente{caminho}"));
    }
    config
}

fn erp(simulador: &Simulador) -> ErpCv {
    ErpCv::novo(config(simulador.cv_url())).unwrap()
}

fn titular(simulador: &Simulador, chave: &str) -> Titular {
    let pessoa = por_chave(chave).unwrap();
    let token = simulador.emitir_token(chave, Papel::Cliente).unwrap();
    Titular {
        documento: Documento::ler(pessoa.documento).unwrap(),
        id_erp: pessoa.id_erp.map(str::to_owned),
        token_portal: Some(Token::novo(token)),
    }
}

#[tokio::test]
async fn both_families_of_paths_tell_the_same() {
    let simulador = iniciar().await;
    for chave in ["doralice", "benedito", "lindalva", "genivaldo", "raimunda"] {
        let titular = titular(&simulador, chave);
        let (longa, breve) = (erp(&simulador), ErpCv::novo(curta(&simulador)).unwrap());
        let mut boletos = longa.boletos(&titular).await.unwrap();
        boletos.itens.sort_by_key(|b| b.vencimento);
        assert!(!boletos.itens.is_empty() && boletos.descartes.is_empty(), "{chave}");
        assert_eq!(boletos, breve.boletos(&titular).await.unwrap(), "{chave}");
        assert_eq!(longa.contratos(&titular).await, breve.contratos(&titular).await, "{chave}");
        assert_eq!(longa.cliente(&titular).await.unwrap().nome.as_deref(), Some(por_chave(chave).unwrap().nome));
        let parcelas = longa.parcelas(&titular).await.unwrap();
        assert!(parcelas.descartes.is_empty() && parcelas.itens.iter().any(|p| p.paga_em.is_none()), "{chave}");
        let pagamentos = longa.pagamentos(&titular).await.unwrap();
        assert_eq!(pagamentos.itens.len(), parcelas.itens.iter().filter(|p| p.paga_em.is_some()).count(), "{chave}");
        // Every boleto and instalment belongs to a contract of the list.
        let contratos: Vec<ContratoId> =
            longa.contratos(&titular).await.unwrap().itens.into_iter().map(|c| c.id).collect();
        assert!(boletos.itens.iter().all(|b| b.contratos.iter().all(|c| contratos.contains(c))), "{chave}");
        assert!(parcelas.itens.iter().all(|p| p.contrato.as_ref().is_some_and(|c| contratos.contains(c))), "{chave}");
    }
    simulador.encerrar().await;
}

#[tokio::test]
async fn a_long_statement_comes_in_pages_and_whole() {
    let simulador = iniciar().await;
    let parcelas = erp(&simulador).parcelas(&titular(&simulador, "zulmira")).await.unwrap();
    assert_eq!(parcelas.itens.iter().filter(|p| p.numero.is_some_and(|n| n.total == Some(420))).count(), 420);
    assert!(parcelas.descartes.is_empty());
    assert_eq!(simulador.contagem().de(simulator::Endpoint::CvExtrato), 3);
    simulador.encerrar().await;
}

#[tokio::test]
async fn every_document_comes_as_pdf() {
    let simulador = iniciar().await;
    let titular = titular(&simulador, "zulmira");
    for erp in [erp(&simulador), ErpCv::novo(curta(&simulador)).unwrap()] {
        let boleto = erp.boletos(&titular).await.unwrap().itens.remove(0);
        let contrato = erp.contratos(&titular).await.unwrap().itens.remove(0).id;
        let informe = erp.informes(&titular).await.unwrap().itens.remove(0);
        let documentos = [
            erp.segunda_via(&titular, &boleto).await,
            erp.informe(&titular, &informe).await,
            erp.extrato_pdf(&titular, None).await,
            // Only one unit: its statement is the whole.
            erp.extrato_pdf(&titular, Some(&contrato)).await,
            erp.saldo_devedor(&titular).await,
        ];
        for documento in documentos {
            assert!(documento.unwrap().bytes.starts_with(b"%PDF-"));
        }
        let adiante = erp.antecipacao(&titular, &contrato).await.unwrap();
        assert!(!adiante.itens.is_empty() && adiante.itens.iter().all(|p| p.paga_em.is_none()));
        let alheia = ContratoId("999999".to_owned());
        assert_eq!(erp.antecipacao(&titular, &alheia).await, Err(ErroErp::NaoEncontrado));
        assert_eq!(erp.extrato_pdf(&titular, Some(&alheia)).await, Err(ErroErp::NaoSuportado));
    }
    simulador.encerrar().await;
}

#[tokio::test]
async fn the_data_lives_as_long_as_the_token() {
    let segundos = Arc::new(AtomicI64::new(1_795_262_400));
    let fonte = Arc::clone(&segundos);
    let relogio = Relogio::de(move || Timestamp::from_second(fonte.load(Ordering::Relaxed)).unwrap());
    let opcoes = Opcoes { hoje: Some(date(2026, 11, 21)), relogio, ..Opcoes::default() };
    let simulador = Simulador::iniciar(opcoes).await.unwrap();
    let erp = erp(&simulador);
    let titular = titular(&simulador, "doralice");
    assert_eq!(erp.boletos(&titular).await.unwrap().itens.len(), 1);
    segundos.fetch_add(301, Ordering::Relaxed);
    assert_eq!(erp.boletos(&titular).await, Err(ErroErp::NaoAutorizado));
    // A síndico's token opens no buyer's books.
    let token = simulador.emitir_token("doralice", Papel::Sindico).unwrap();
    let sindico = Titular { token_portal: Some(Token::novo(token)), ..titular };
    assert_eq!(erp.boletos(&sindico).await, Err(ErroErp::NaoAutorizado));
    simulador.encerrar().await;
}

#[tokio::test]
async fn a_token_of_one_and_the_document_of_another_show_nothing() {
    let simulador = iniciar().await;
    let erp = erp(&simulador);
    let trocado =
        Titular { token_portal: titular(&simulador, "genivaldo").token_portal, ..titular(&simulador, "doralice") };
    assert!(matches!(erp.cliente(&trocado).await, Err(ErroErp::Contrato { .. })));
    let unidades = erp.unidades(&trocado).await.unwrap();
    assert!(unidades.itens.is_empty() && !unidades.descartes.is_empty());
    assert_eq!(erp.boletos(&trocado).await, Err(ErroErp::NaoEncontrado));
    simulador.encerrar().await;
}

#[tokio::test]
async fn no_fault_turns_a_debt_into_none() {
    let simulador = iniciar().await;
    let titular = titular(&simulador, "genivaldo");
    let sem_falha = erp(&simulador).boletos(&titular).await.unwrap();
    assert_eq!(sem_falha.itens.len(), 6);
    for falha in ["fora", "lento:60s", "html", "truncado", "reset", "500", "503:30s", "429", "401", "erro200"] {
        for alvo in ["cv.boletos", "cv.unidades"] {
            simulador.falhas().definir(&format!("{alvo}={falha}")).unwrap();
            let mut config = config(simulador.cv_url());
            config.timeout = Duration::from_millis(if falha.starts_with("lento") { 300 } else { 20_000 });
            let erro = ErpCv::novo(config).unwrap().boletos(&titular).await.unwrap_err();
            let certo = match falha {
                "fora" | "reset" | "500" => erro == ErroErp::Indisponivel { tentar_em: None },
                "503:30s" => erro == ErroErp::Indisponivel { tentar_em: Some(Duration::from_secs(30)) },
                "429" => erro == ErroErp::Indisponivel { tentar_em: Some(Duration::from_mins(1)) },
                "lento:60s" => erro == ErroErp::TempoEsgotado,
                "401" => erro == ErroErp::NaoAutorizado,
                _ => matches!(erro, ErroErp::Contrato { .. }),
            };
            assert!(certo, "{alvo} {falha}: {erro:?}");
        }
    }
    for falha in ["tipo-errado", "linha-de-outro", "duplicado", "nulo-texto"] {
        simulador.falhas().definir(&format!("cv.boletos={falha}")).unwrap();
        let lista = erp(&simulador).boletos(&titular).await.unwrap();
        assert!(lista.itens.len() + lista.ilegiveis() >= 6, "{falha}: {:?}", lista.descartes);
        assert!(lista.itens.iter().all(|b| sem_falha.itens.iter().any(|s| s.id == b.id)), "{falha}");
        assert_eq!(lista.descartes.is_empty(), falha == "nulo-texto", "{falha}: {:?}", lista.descartes);
    }
    simulador.encerrar().await;
}
