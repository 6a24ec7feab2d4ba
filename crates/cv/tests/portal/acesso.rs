//! Logging in to the simulated CV in every way, and the back office.

use cv::{Canal, ErroCv, FiltroCliente, Identificador};
use domain::documento::{Documento, Email, Telefone};
use jiff::SignedDuration;
use simulator::{Papel, por_chave};

use crate::comum::{Mundo, cliente, config, documento, email};

fn por_documento(pessoa: &str) -> Identificador {
    Identificador::Documento(documento(pessoa))
}

fn invalido(mensagem: &str) -> ErroCv {
    ErroCv::Invalido { mensagem: mensagem.to_owned() }
}

#[tokio::test]
async fn a_password_opens_the_portal_by_document_and_by_email_until_the_token_ends() {
    let m = Mundo::novo().await;
    let senha = por_chave("doralice").unwrap().senha().into();
    for quem in [por_documento("doralice"), Identificador::Email(email("doralice"))] {
        let entrada = m.cv.autenticar(&quem, &senha).await.unwrap();
        assert_eq!(entrada.expira.unwrap(), m.hora.agora() + SignedDuration::from_hours(1));
        assert_eq!(m.cv.pessoa(&entrada.token).await.unwrap().id_erp.as_deref(), Some("C-1001"));
    }
    let entrada = m.cv.autenticar(&por_documento("doralice"), &senha).await.unwrap();
    m.hora.passar(3600);
    assert_eq!(m.cv.pessoa(&entrada.token).await, Err(ErroCv::Recusado));
    assert_eq!(m.cv.autenticar(&por_documento("doralice"), &"outra".into()).await, Err(ErroCv::Recusado));
    // A síndico is no client, and a client no síndico.
    let sindica = por_chave("valdete").unwrap().senha().into();
    assert_eq!(m.cv.autenticar(&por_documento("valdete"), &sindica).await, Err(ErroCv::Recusado));
    assert_eq!(m.cv.autenticar_sindico(&por_documento("doralice"), &senha).await, Err(ErroCv::Recusado));
    let entrada = m.cv.autenticar_sindico(&por_documento("valdete"), &sindica).await.unwrap();
    assert_eq!(entrada.expira.unwrap(), m.hora.agora() + SignedDuration::from_hours(1));
    assert_eq!(m.cv.sindico(&entrada.token).await.unwrap().nome.as_deref(), Some("Valdete Nunes Siqueira"));
}

#[tokio::test]
async fn another_system_logs_in_by_its_key_or_by_a_token_of_cv() {
    let m = Mundo::novo().await;
    let documento = documento("benedito").normalizado().to_owned();
    let chave = [("documento", documento.clone().into()), ("chave", "externa-demo".into())];
    let entrada = m.cv.autenticar_externo("chatbot", &chave).await.unwrap();
    assert_eq!(m.cv.pessoa(&entrada.token).await.unwrap().nome.as_deref(), Some("Benedito Sarmento Vilela"));
    let do_plugin = m.simulador.emitir_token("aiko", Papel::Cliente).unwrap();
    let trocado = m.cv.autenticar_externo("portal", &[("token", do_plugin.into())]).await.unwrap();
    assert_eq!(m.cv.pessoa(&trocado.token).await.unwrap().documento_tipo.as_deref(), Some("Passaporte"));
    let errada = [("documento", documento.into()), ("chave", "adivinhada".into())];
    assert_eq!(m.cv.autenticar_externo("chatbot", &errada).await, Err(ErroCv::Recusado));
    assert_eq!(m.cv.autenticar_externo("outro", &chave).await, Err(invalido("Origem não cadastrada")));
    // A name that would change the path is not sent anywhere.
    assert!(matches!(m.cv.autenticar_externo("..", &chave).await, Err(ErroCv::Contrato { .. })));
}

#[tokio::test]
async fn the_flow_of_the_chatbot_runs_from_document_to_boleto_and_file() {
    let m = Mundo::novo().await;
    let quem = por_documento("doralice");
    m.cv.enviar_codigo(&quem, Canal::Sms).await.unwrap();
    let envio = m.simulador.envios().pop().unwrap();
    assert_eq!((envio.pessoa, envio.canal), ("doralice", "sms"));
    let token = m.cv.validar_codigo(&quem, &envio.codigo.unwrap()).await.unwrap().token;
    let unidades = m.cv.unidades(&token).await.unwrap().itens;
    let boletos = m.cv.boletos(&token, &unidades[0].id).await.unwrap().itens;
    assert!(boletos[0].linha_digitavel.is_some() && boletos[0].valor.is_some());
    let documentos = m.cv.documentos(&token, &unidades[0].id).await.unwrap().itens;
    let link = m.cv.documento(&token, &documentos[0].id).await.unwrap().unwrap();
    assert!(link.exposto().contains("/arquivos/cv/documento.doralice."));
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_not_after_five_wrong_ones() {
    let m = Mundo::novo().await;
    let quem = Identificador::Email(email("doralice"));
    let recusado = Err(invalido("Código inválido ou expirado"));
    let novo = async || {
        m.cv.enviar_codigo(&quem, Canal::Email).await.unwrap();
        m.simulador.ultimo_codigo("doralice").unwrap()
    };
    let codigo = novo().await;
    assert!(m.cv.validar_codigo(&quem, &codigo).await.is_ok());
    assert_eq!(m.cv.validar_codigo(&quem, &codigo).await, recusado, "used up");

    let codigo = novo().await;
    m.hora.passar(599);
    assert!(m.cv.validar_codigo(&quem, &codigo).await.is_ok());
    let codigo = novo().await;
    m.hora.passar(600);
    assert_eq!(m.cv.validar_codigo(&quem, &codigo).await, recusado, "expired");

    for (erradas, vale) in [(4, true), (5, false)] {
        let codigo = novo().await;
        for _ in 0..erradas {
            assert_eq!(m.cv.validar_codigo(&quem, "não é").await, recusado);
        }
        assert_eq!(m.cv.validar_codigo(&quem, &codigo).await.is_ok(), vale, "after {erradas} wrong ones");
    }
    // Of two codes the newer one counts, and nobody else's does.
    let (velho, _) = (novo().await, novo().await);
    let novo_codigo = m.simulador.ultimo_codigo("doralice").unwrap();
    if velho != novo_codigo {
        assert_eq!(m.cv.validar_codigo(&quem, &velho).await, recusado);
    }
    assert_eq!(m.cv.validar_codigo(&por_documento("benedito"), &novo_codigo).await, recusado);
    assert!(m.cv.validar_codigo(&por_documento("doralice"), &novo_codigo).await.is_ok());
}

#[tokio::test]
async fn forgotten_passwords_are_sent_and_unknown_people_are_told_apart_by_cv() {
    let m = Mundo::novo().await;
    m.cv.resetar_senha_email(&email("doralice")).await.unwrap();
    m.cv.resetar_senha_sms(&documento("doralice")).await.unwrap();
    m.cv.resetar_senha_email_sindico(&email("valdete")).await.unwrap();
    m.cv.resetar_senha_sms_sindico(&documento("valdete")).await.unwrap();
    let envios: Vec<_> = m.simulador.envios().iter().map(|e| (e.pessoa, e.canal, e.codigo.is_some())).collect();
    let esperados = [("doralice", "email"), ("doralice", "sms"), ("valdete", "email"), ("valdete", "sms")]
        .map(|(p, c)| (p, c, false));
    assert_eq!(envios, esperados);
    let ninguem = Email::ler("ninguem@exemplo.example").unwrap();
    let erro = Err(invalido("Pessoa não encontrada"));
    assert_eq!(m.cv.resetar_senha_email(&ninguem).await, erro);
    assert_eq!(m.cv.resetar_senha_email_sindico(&email("doralice")).await, erro);
    let desconhecido = Identificador::ler("111.444.777-35").unwrap();
    assert_eq!(m.cv.enviar_codigo(&desconhecido, Canal::Email).await, erro);
    assert_eq!(m.simulador.envios().len(), 4);
}

#[tokio::test]
async fn an_administrative_user_enters_by_code_and_nobody_else_is_one() {
    let m = Mundo::novo().await;
    let email_dela = email("noelia");
    m.cv.enviar_codigo_adm(&email_dela).await.unwrap();
    let codigo = m.simulador.ultimo_codigo("noelia").unwrap();
    assert_eq!(
        m.cv.validar_codigo_adm(&email("doralice"), &codigo).await,
        Err(invalido("Código inválido ou expirado"))
    );
    let entrada = m.cv.validar_codigo_adm(&email_dela, &codigo).await.unwrap();
    assert_eq!(entrada.expira.unwrap(), m.hora.agora() + SignedDuration::from_hours(1));
    let gestora = m.cv.usuario_adm(&entrada.token).await.unwrap();
    assert_eq!((gestora.id.as_str(), gestora.tipo.as_deref()), ("65", Some("gestor")));
    assert_eq!(gestora.email.as_deref(), Some("noelia@exemplo.example"));
    // Her token is none of a client's nor of a síndico's, and theirs are none of hers.
    assert_eq!(m.cv.pessoa(&entrada.token).await, Err(ErroCv::Recusado));
    assert_eq!(m.cv.sindico(&entrada.token).await, Err(ErroCv::Recusado));
    for outro in [m.token("doralice"), m.token("valdete"), m.token_de("doralice", Papel::Gestor)] {
        assert_eq!(m.cv.usuario_adm(&outro).await, Err(ErroCv::Recusado));
    }
    assert_eq!(m.cv.enviar_codigo_adm(&email("doralice")).await, Err(invalido("Pessoa não encontrada")));
}

#[tokio::test]
async fn the_back_office_finds_a_client_by_every_filter_and_tells_the_masked_document() {
    let m = Mundo::novo().await;
    let jurandir = por_chave("jurandir").unwrap();
    for filtro in [
        FiltroCliente::Documento(documento("jurandir")),
        FiltroCliente::Email(email("jurandir")),
        FiltroCliente::Telefone(Telefone::ler(&jurandir.celular()).unwrap()),
        FiltroCliente::Id(1014),
    ] {
        let achados = m.cv.buscar_clientes(&filtro).await.unwrap();
        let [um] = achados.itens.as_slice() else { panic!("{filtro:?}") };
        assert_eq!(um.documento_lido(), Some(documento("jurandir")), "{filtro:?}");
        assert_eq!((um.id_erp.as_deref(), &um.sinalizador_juridico), (Some("C-1014"), &None));
    }
    let estrangeiro = FiltroCliente::Documento(Documento::estrangeiro("FX482913").unwrap());
    assert_eq!(m.cv.buscar_clientes(&estrangeiro).await.unwrap().itens[0].estrangeira, Some(true));
    for filtro in [
        FiltroCliente::Id(999_999),
        FiltroCliente::Email(email("noelia")),
        FiltroCliente::Documento(documento("valdete")),
    ] {
        assert_eq!(m.cv.buscar_clientes(&filtro).await.unwrap().itens, []);
    }
    let mut config = config(m.simulador.cv_url());
    config.servico = Some(("api@horizonte.example".to_owned(), "outro".into()));
    let recusada = cliente(&config, &m.hora).buscar_clientes(&FiltroCliente::Id(1014)).await;
    assert_eq!(recusada, Err(ErroCv::Recusado));
    config.servico = None;
    let Err(ErroCv::Contrato { detalhe }) = cliente(&config, &m.hora).buscar_clientes(&FiltroCliente::Id(1014)).await
    else {
        panic!("asked without credentials");
    };
    assert!(detalhe.contains("servico"), "{detalhe}");
}
