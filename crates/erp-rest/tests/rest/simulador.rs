//! The adapter over the simulator's ERP: the people of the demonstration, every dialect, every fault.

use std::time::Duration;

use domain::{
    documento::Documento,
    modelo::{ArquivoErp, Titular},
};
use erp::{Erp, ErroErp};
use erp_rest::{Autenticacao, ErpRest};
use jiff::civil::date;
use simulator::{FormaErp, FormaLista, Opcoes, PESSOAS, Papel, Pessoa, Simulador, VersaoErp, por_chave};

use crate::comum::config;

async fn iniciar() -> Simulador {
    Simulador::iniciar(Opcoes { hoje: Some(date(2026, 11, 21)), ..Opcoes::default() }).await.unwrap()
}

fn erp(simulador: &Simulador, timeout: Duration) -> ErpRest {
    let mut config = config(simulador.erp_url());
    config.autenticacao = Autenticacao::Bearer("erp-demo".into());
    config.timeout = timeout;
    ErpRest::novo(config).unwrap()
}

fn titular(pessoa: &Pessoa) -> Titular {
    let documento = match pessoa.tipo_documento {
        "Passaporte" => Documento::estrangeiro(pessoa.documento),
        _ => Documento::ler(pessoa.documento),
    };
    Titular { documento: documento.unwrap(), id_erp: pessoa.id_erp.map(str::to_owned), token_portal: None }
}

/// What must be the same whatever the dialect, as text.
async fn retrato(erp: &ErpRest, titular: &Titular) -> Result<String, ErroErp> {
    let boletos = erp.boletos(titular).await?;
    let parcelas = erp.parcelas(titular).await?;
    let pagamentos = erp.pagamentos(titular).await?;
    let notas = erp.notas_fiscais(titular).await?;
    let quitacoes = erp.quitacoes(titular).await?;
    let unidades = erp.unidades(titular).await?;
    let descartes = [
        boletos.descartes.len(),
        parcelas.descartes.len(),
        pagamentos.descartes.len(),
        notas.descartes.len(),
        quitacoes.descartes.len(),
        unidades.descartes.len(),
    ];
    assert_eq!(descartes, [0; 6]);
    let mut linhas = Vec::new();
    for b in boletos.itens {
        linhas.push(format!("boleto {} {:?} {:?} {:?}", b.id, b.vencimento, b.valor.original, b.linha_digitavel));
    }
    for p in parcelas.itens {
        linhas.push(format!(
            "parcela {} {:?} {:?} {:?} {:?} {:?}",
            p.id, p.numero, p.vencimento, p.valor.original, p.paga_em, p.valor_pago
        ));
    }
    // The older version has a key of its own for the movement.
    linhas.extend(pagamentos.itens.iter().map(|p| format!("pagamento {:?} {:?}", p.pago_em, p.valor)));
    let link = |arquivo: &Option<ArquivoErp>| match arquivo {
        Some(ArquivoErp::Link(link)) => link.clone(),
        outro => format!("{outro:?}"),
    };
    linhas.extend(notas.itens.iter().map(|n| format!("nota {} {:?} {}", n.id, n.valor, link(&n.pdf))));
    linhas.extend(quitacoes.itens.iter().map(|q| format!("quitação {} {} {:?}", q.id, q.ano, q.valor)));
    linhas.extend(unidades.itens.iter().map(|u| format!("unidade {} {:?}", u.id, u.situacao)));
    Ok(linhas.join("\n"))
}

#[tokio::test]
async fn every_person_reads_the_same_in_every_dialect() {
    let simulador = iniciar().await;
    let erp = erp(&simulador, Duration::from_secs(20));
    let mut conhecidas = 0;
    for pessoa in PESSOAS.iter().filter(|p| p.papel == Papel::Cliente) {
        let titular = titular(pessoa);
        let mut primeiro = None;
        for versao in [VersaoErp::Nova, VersaoErp::Antiga] {
            for lista in [FormaLista::Pura, FormaLista::Nomeada, FormaLista::JsonApi] {
                simulador.definir_forma_erp(FormaErp { versao, lista });
                let lido = retrato(&erp, &titular).await;
                assert_eq!(
                    primeiro.get_or_insert_with(|| lido.clone()),
                    &lido,
                    "{} {versao:?} {lista:?}",
                    pessoa.chave
                );
            }
        }
        match primeiro.unwrap() {
            Ok(retrato) => {
                conhecidas += 1;
                assert!(retrato.contains("parcela "), "{}", pessoa.chave);
            }
            Err(erro) => assert_eq!(erro, ErroErp::NaoEncontrado, "{}", pessoa.chave),
        }
    }
    assert!(conhecidas >= 8, "only {conhecidas} people are known to the ERP");
    simulador.encerrar().await;
}

#[tokio::test]
async fn the_people_show_what_they_are_there_to_show() {
    let simulador = iniciar().await;
    let erp = erp(&simulador, Duration::from_secs(20));
    let de = |chave: &str| titular(por_chave(chave).unwrap());

    assert_eq!(erp.contratos(&de("benedito")).await.unwrap().itens.len(), 2);
    let zulmira = erp.parcelas(&de("zulmira")).await.unwrap().itens;
    // The down payment is one more row, without a number of that series.
    assert_eq!(zulmira.iter().filter(|p| p.numero.is_some_and(|n| n.total == Some(420))).count(), 420);
    assert_eq!(erp.boletos(&de("clotilde")).await.unwrap().itens.len(), 0);
    assert!(erp.boletos(&de("raimunda")).await.unwrap().itens.iter().all(|b| b.pix.is_none()));
    assert_eq!(erp.boletos(&de("wanderley")).await, Err(ErroErp::NaoEncontrado));
    assert_eq!(erp.cliente(&de("wanderley")).await, Err(ErroErp::NaoEncontrado));
    assert!(!erp.boletos(&de("mangaba")).await.unwrap().itens.is_empty());
    let doralice = erp.boletos(&de("doralice")).await.unwrap().itens;
    assert_eq!(doralice[0].parcela.map(|p| (p.numero, p.total)), Some((7, Some(60))));
    simulador.encerrar().await;
}

#[tokio::test]
async fn no_fault_turns_a_debt_into_none() {
    let simulador = iniciar().await;
    // Doralice's code is known to CV; Genivaldo's has to be asked of the ERP.
    for (chave, quantos) in [("doralice", 1), ("genivaldo", 6)] {
        let titular = titular(por_chave(chave).unwrap());
        let sem_falha = erp(&simulador, Duration::from_secs(20)).boletos(&titular).await.unwrap();
        assert_eq!(sem_falha.itens.len(), quantos, "{chave}");
        for falha in ["fora", "lento:60s", "html", "truncado", "reset", "500", "503:30s", "429", "401", "erro200"] {
            simulador.falhas().definir(&format!("erp.boletos-abertos={falha}")).unwrap();
            let limite = Duration::from_millis(if falha.starts_with("lento") { 50 } else { 20_000 });
            let erro = erp(&simulador, limite).boletos(&titular).await.unwrap_err();
            let certo = match falha {
                "fora" | "reset" | "500" => erro == ErroErp::Indisponivel { tentar_em: None },
                "503:30s" => erro == ErroErp::Indisponivel { tentar_em: Some(Duration::from_secs(30)) },
                "429" => erro == ErroErp::Indisponivel { tentar_em: Some(Duration::from_secs(20)) },
                "lento:60s" => erro == ErroErp::TempoEsgotado,
                "401" => erro == ErroErp::NaoAutorizado,
                _ => matches!(erro, ErroErp::Contrato { .. }),
            };
            assert!(certo, "{chave} {falha}: {erro:?}");
        }
        for falha in ["tipo-errado", "linha-de-outro", "duplicado", "nulo-texto"] {
            simulador.falhas().definir(&format!("erp.boletos-abertos={falha}")).unwrap();
            let lista = erp(&simulador, Duration::from_secs(20)).boletos(&titular).await.unwrap();
            assert!(lista.itens.len() + lista.ilegiveis() >= quantos, "{chave} {falha}: {:?}", lista.descartes);
            assert!(lista.itens.iter().all(|b| sem_falha.itens.iter().any(|s| s.id == b.id)), "{chave} {falha}");
            assert_eq!(lista.descartes.is_empty(), falha == "nulo-texto", "{chave} {falha}: {:?}", lista.descartes);
        }
        simulador.falhas().limpar();
    }
    simulador.encerrar().await;
}
