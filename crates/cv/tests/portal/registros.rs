//! What the client and the libraries under it write to the log, at the most talkative level.

use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use cv::{AlteracaoPessoa, Canal, FiltroCliente, Identificador};
use domain::documento::{Documento, Email, Telefone};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::comum::{Hora, Servidor, TOKEN, cliente, config, json, resposta, token};

const CPF: &str = "11144477735";
const EMAIL: &str = "joana@amostra.example";

#[derive(Clone, Default)]
struct Memoria(Arc<Mutex<Vec<u8>>>);

impl Write for Memoria {
    fn write(&mut self, parte: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(parte);
        Ok(parte.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Memoria {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_log_line_at_any_level_holds_anything_of_the_person_or_the_credential() {
    let memoria = Memoria::default();
    // Global, because the libraries below log from their own tasks; also takes what comes through the `log` crate.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace,axum=off"))
        .with_ansi(false)
        .with_writer(memoria.clone())
        .init();
    let servidor = Servidor::novo(|n| match n {
        0 => json(200, format!(r#"{{"nome":"Joana da Amostra","documento":"{CPF}","email":"{EMAIL}"}}"#)),
        1 => json(200, r#"[{"idunidade":"UNID7"},{"unidade":"segredo-na-unidade"}]"#),
        2 => json(200, r#"{"url":"https://malvado.example/LINK-SECRETO"}"#),
        3 => resposta(200, "text/html", "<p>Joana da Amostra</p>"),
        4 => json(400, r#"{"mensagem":"Joana da Amostra está bloqueada"}"#),
        5 => json(200, r#"{"token":"TOKEN-NOVO-SECRETO"}"#),
        6 => json(404, r#"{"error":"Joana da Amostra sumiu"}"#),
        _ => json(200, format!(r#"{{"pessoas":[{{"nome":"Joana da Amostra","documento":"{CPF}"}}]}}"#)),
    })
    .await;
    let mut config = config(servidor.url.clone());
    config.servico = Some(("servico@horizonte.example".to_owned(), "SEGREDO-DO-SERVICO".into()));
    let cv = cliente(&config, &Hora::nova());
    let (documento, email) = (Documento::ler(CPF).unwrap(), Email::ler(EMAIL).unwrap());
    let quem = Identificador::Documento(documento.clone());
    let alteracao = AlteracaoPessoa {
        nome: Some("Joana da Amostra".to_owned()),
        email: Some(email.clone()),
        telefone: Some(Telefone::ler("(79) 98888-1234").unwrap()),
    };

    let pessoa = cv.pessoa(&token()).await.unwrap();
    let unidades = cv.unidades(&token()).await.unwrap();
    let link = cv.documento(&token(), "DOC-SECRETO").await.unwrap();
    let html = cv.pessoa_por_documento(&token(), &documento).await.unwrap_err();
    let invalido = cv.atualizar_pessoa(&token(), &alteracao).await.unwrap_err();
    let entrada = cv.autenticar(&quem, &"SENHA-SECRETA".into()).await.unwrap();
    cv.enviar_codigo(&Identificador::Email(email.clone()), Canal::Email).await.unwrap_err();
    let achados = cv.buscar_clientes(&FiltroCliente::Documento(documento.clone())).await.unwrap();
    cv.enviar_mensagem(&token(), "TEXTO-SECRETO").await.unwrap();
    drop(servidor);
    let fora = cv.buscar_clientes(&FiltroCliente::Email(email)).await.unwrap_err();

    let escrito = String::from_utf8(memoria.0.lock().unwrap().clone()).unwrap();
    for esperado in ["operacao=\"pessoa\"", "ilegiveis=1", "\"idunidade\"", "resultado=\"invalido\"", "HTML ou XML"] {
        assert!(escrito.contains(esperado), "{esperado} is missing in:\n{escrito}");
    }
    // CV's sentence is for the person: in the field alone.
    assert!(matches!(&invalido, cv::ErroCv::Invalido { mensagem } if mensagem.contains("bloqueada")));
    let escrito = format!(
        "{escrito} {cv:?} {config:?} {pessoa:?} {unidades:?} {link:?} {html:?} {html} {alteracao:?} {entrada:?} {achados:?} \
         {fora:?} {fora} {quem:?} {invalido:?} {invalido}"
    );
    for proibido in [
        CPF,
        "111.444.777-35",
        "Joana",
        "bloqueada",
        EMAIL,
        "joana@",
        TOKEN,
        "98888",
        "UNID7",
        "segredo-na-unidade",
        "LINK-SECRETO",
        "DOC-SECRETO",
        "SENHA-SECRETA",
        "TOKEN-NOVO-SECRETO",
        "TEXTO-SECRETO",
        "SEGREDO-DO-SERVICO",
        "servico@horizonte.example",
    ] {
        assert!(!escrito.contains(proibido), "{proibido} is in:\n{escrito}");
    }
}
