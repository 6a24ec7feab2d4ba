//! The shipped mappings over the simulator's servers: the same people as the REST contract tells, and every fault.

use std::time::Duration;

use domain::{documento::Documento, modelo::Titular};
use erp::{Erp, ErroErp, TipoArquivo};
use erp_mapped::{Autenticacao, Desfecho, EnvioCredencial, ErpMapped};
use erp_rest::{ConfigRest, ErpRest};
use jiff::civil::date;
use simulator::{
    Endpoint, MEGA_LOGIN, Opcoes, PESSOAS, PLANO_CLIENTE, Papel, Pessoa, SIENGE_LOGIN, Simulador,
    falhas::TIPOS as TIPOS_DE_FALHA, por_chave,
};

use crate::comum::{MEGA, PLANO, SIENGE, config};

async fn iniciar(cota: u32) -> Simulador {
    let opcoes = Opcoes { hoje: Some(date(2026, 11, 21)), sienge_cota: cota, ..Opcoes::default() };
    Simulador::iniciar(opcoes).await.unwrap()
}

fn mapeados(s: &Simulador, timeout: Duration) -> [(&'static str, ErpMapped); 3] {
    let montar = |url: url::Url, toml: &'static str, autenticacao| {
        let mut config = config(url, toml);
        config.autenticacao = autenticacao;
        config.timeout = timeout;
        ErpMapped::novo(config).unwrap()
    };
    let login = Autenticacao::Login {
        usuario: MEGA_LOGIN.0.to_owned(),
        senha: MEGA_LOGIN.1.into(),
        cabecalhos: [("tenantId".to_owned(), "horizonte".to_owned())].into_iter().collect(),
    };
    let basic = Autenticacao::Basic { usuario: SIENGE_LOGIN.0.to_owned(), senha: SIENGE_LOGIN.1.into() };
    let oauth2 = Autenticacao::OAuth2 {
        token_url: s.plano_url().join("oauth/token").unwrap(),
        client_id: PLANO_CLIENTE.0.to_owned(),
        client_secret: PLANO_CLIENTE.1.into(),
        escopo: None,
        envio: EnvioCredencial::Basic,
    };
    [
        ("mega", montar(s.mega_url(), MEGA, login)),
        ("sienge", montar(s.sienge_url(), SIENGE, basic)),
        ("plano", montar(s.plano_url(), PLANO, oauth2)),
    ]
}

fn titular(pessoa: &Pessoa) -> Titular {
    // The codes of the simulated CV are the REST ERP's.
    Titular { documento: Documento::ler(pessoa.documento).unwrap(), id_erp: None, token_portal: None }
}

#[tokio::test]
async fn every_person_owes_and_paid_the_same_by_every_mapping() {
    let simulador = iniciar(100_000).await;
    let rest = ErpRest::novo(ConfigRest {
        url: simulador.erp_url(),
        autenticacao: erp_rest::Autenticacao::Bearer("erp-demo".into()),
        timeout: Duration::from_secs(20),
        caminhos: std::collections::BTreeMap::default(),
        documentos_hosts: Vec::new(),
        permitir_loopback: true,
    })
    .unwrap();
    let mapeados = mapeados(&simulador, Duration::from_secs(20));
    let mut conhecidas = 0;
    for pessoa in PESSOAS.iter().filter(|p| p.papel == Papel::Cliente && p.tipo_documento != "Passaporte") {
        let titular = titular(pessoa);
        let certo = retrato(&rest, &titular).await;
        for (nome, erp) in &mapeados {
            let lido = retrato(erp, &titular).await;
            match (&certo, &lido) {
                (Err(_), Err(ErroErp::NaoEncontrado)) => {}
                _ => assert_eq!(lido, certo, "{nome} {}", pessoa.chave),
            }
        }
        conhecidas += usize::from(certo.is_ok());
    }
    assert!(conhecidas >= 10, "{conhecidas}");
    simulador.encerrar().await;
}

/// What all of them can say, as text: amounts and dates, not keys.
async fn retrato(erp: &dyn Erp, titular: &Titular) -> Result<String, ErroErp> {
    erp.cliente(titular).await?;
    let mut linhas = Vec::new();
    for b in erp.boletos(titular).await?.itens {
        linhas.push(format!("boleto {:?} {:?} {:?}", b.vencimento, b.valor.original, b.valor.atual));
    }
    for p in erp.parcelas(titular).await?.itens {
        linhas.push(format!("parcela {:?} {:?} {:?} {:?}", p.vencimento, p.valor.original, p.paga_em, p.valor_pago));
    }
    for p in erp.pagamentos(titular).await?.itens {
        linhas.push(format!("pagamento {:?} {:?}", p.pago_em, p.valor));
    }
    linhas.sort();
    Ok(linhas.join("\n"))
}

#[tokio::test]
async fn documents_come_from_each_by_its_own_way() {
    let simulador = iniciar(1000).await;
    let titular = titular(por_chave("benedito").unwrap());
    for (nome, erp) in &mapeados(&simulador, Duration::from_secs(20)) {
        let boletos = erp.boletos(&titular).await.unwrap().itens;
        let mut contratos: Vec<_> = boletos.iter().flat_map(|b| b.contratos.clone()).collect();
        contratos.sort();
        contratos.dedup();
        assert_eq!(contratos.len(), 2, "{nome}");
        for boleto in &boletos {
            let arquivo = erp.segunda_via(&titular, boleto).await.unwrap();
            assert_eq!(arquivo.tipo, TipoArquivo::Pdf, "{nome}");
            assert!(arquivo.bytes.starts_with(b"%PDF-"), "{nome}");
        }
    }
    let [_, (_, sienge), _] = mapeados(&simulador, Duration::from_secs(20));
    let informes = sienge.informes(&titular).await.unwrap().itens;
    assert_eq!(informes.iter().map(|i| i.ano).collect::<Vec<_>>(), [2025, 2024, 2023, 2022, 2021]);
    assert!(sienge.informe(&titular, &informes[0]).await.is_ok());
    simulador.falhas().definir("mega.pdf=erro200,erp.arquivos=html").unwrap();
    for (nome, erp) in &mapeados(&simulador, Duration::from_secs(20)) {
        let boleto = &erp.boletos(&titular).await.unwrap().itens[0];
        let lido = erp.segunda_via(&titular, boleto).await;
        assert!(matches!(lido, Err(ErroErp::Contrato { .. })), "{nome}: {lido:?}");
    }
    simulador.encerrar().await;
}

#[tokio::test]
async fn no_fault_makes_a_debt_disappear() {
    let simulador = iniciar(100_000).await;
    let titular = titular(por_chave("genivaldo").unwrap());
    for (nome, erp) in &mapeados(&simulador, Duration::from_millis(400)) {
        simulador.falhas().limpar();
        let certos = erp.boletos(&titular).await.unwrap().itens.len();
        assert!(certos >= 5, "{nome}: {certos}");
        for (falha, _) in TIPOS_DE_FALHA {
            // An empty list said by the ERP itself is one; half of the rows of a wrong type are unreadable.
            if matches!(*falha, "vazio" | "404") || falha.starts_with("link-curto") {
                continue;
            }
            simulador.falhas().definir(&format!("{nome}={falha}")).unwrap();
            match erp.boletos(&titular).await {
                Err(_) => {}
                Ok(lista) => {
                    // What is missing is said to be missing: a contract that could not be read stands for its rows.
                    let visto = lista.itens.len();
                    assert!(visto == certos || lista.ilegiveis() > 0, "{nome} {falha}: {visto} of {certos}");
                    assert!(visto <= certos, "{nome} {falha}: somebody else's rows");
                }
            }
        }
    }
    simulador.encerrar().await;
}

#[tokio::test]
async fn the_daily_quota_of_sienge_is_told_with_the_time_to_wait() {
    let simulador = iniciar(3).await;
    let [_, (_, sienge), _] = mapeados(&simulador, Duration::from_secs(20));
    let titular = titular(por_chave("doralice").unwrap());
    for _ in 0..3 {
        sienge.boletos(&titular).await.unwrap();
    }
    let esperado = ErroErp::Indisponivel { tentar_em: Some(Duration::from_hours(1)) };
    assert_eq!(sienge.boletos(&titular).await.unwrap_err(), esperado);
    assert_eq!(simulador.contagem().de(Endpoint::SiengeSaldo), 4);
    simulador.encerrar().await;
}

#[tokio::test]
async fn the_diagnosis_finds_nothing_to_repair_in_the_shipped_mappings() {
    let simulador = iniciar(100_000).await;
    // Overdue, so that interest and fine are there too.
    let titular = titular(por_chave("genivaldo").unwrap());
    for (nome, erp) in &mapeados(&simulador, Duration::from_secs(20)) {
        for diagnostico in erp.diagnosticar(&titular).await {
            let reparos: Vec<_> = diagnostico.campos.iter().filter(|c| c.ilegiveis > 0).collect();
            assert!(reparos.is_empty(), "{nome}: {diagnostico}");
            assert!(!matches!(diagnostico.desfecho, Desfecho::Falhou(_)), "{nome}: {diagnostico}");
        }
    }
    simulador.encerrar().await;
}
