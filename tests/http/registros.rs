//! The log of a whole journey, at its most talkative, holds nothing of the person and nothing that opens a door.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use http::{Method, header};
use simulator::Papel as PapelNoCv;
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    cadastro, gestor, html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Site},
};

#[derive(Clone, Default)]
struct Papel(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Papel {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Papel {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Where CV is the source, its token travels with every question. Gives the token.
async fn onde_o_cv_e_a_fonte(mundo: &Mundo) -> String {
    let lagoa = mundo.vizinhas.iter().find(|v| v.slug == "lagoa").unwrap();
    let token_lagoa = lagoa.simulador.emitir_token("lindalva", PapelNoCv::Cliente).unwrap();
    let mut na_lagoa = mundo.navegador();
    let la = na_lagoa.abrir_de(&format!("/p/lagoa/cliente?token={token_lagoa}"), Site::Outro).await.local().to_owned();
    for falha in ["", "cv=500", "cv=html", "cv=tipo-errado", "cv=linha-de-outro", "cv=401"] {
        lagoa.simulador.falhas().definir(falha).unwrap();
        for pagina in ["", "boletos", "extrato", "informe"] {
            na_lagoa.abrir(&format!("{la}{pagina}")).await;
            na_lagoa.abrir(&format!("{la}{pagina}?atualizar=1")).await;
        }
    }
    token_lagoa
}

/// What people type at direct access opens doors. Gives what must not be in the log.
async fn pelo_acesso_direto(mundo: &Mundo) -> Vec<String> {
    let mut direto = mundo.navegador();
    let senha = simulator::por_chave("lindalva").unwrap().senha();
    for (caminho, campos) in [
        ("/entrar/horizonte/codigo", vec![("quem", "168.995.350-09"), ("canal", "sms")]),
        ("/entrar/horizonte/codigo", vec![("quem", "lindalva@exemplo.example")]),
        ("/entrar/horizonte/esqueci", vec![("quem", "lindalva@exemplo.example")]),
        ("/entrar/horizonte/senha", vec![("quem", "168.995.350-09"), ("senha", "senha-segredo-errada")]),
    ] {
        direto.formulario(caminho, &campos).await;
    }
    let codigo = loop {
        match mundo.simulador.envios().into_iter().find_map(|e| e.codigo) {
            Some(codigo) => break codigo,
            None => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
        }
    };
    let pagina = direto.formulario("/entrar/horizonte/codigo", &[("quem", "168.995.350-09")]).await;
    let tags = html::tags(&pagina.corpo);
    let pedido = tags.iter().find(|t| t.atributo("name") == Some("pedido")).unwrap().atributo("value").unwrap();
    for digitado in ["segredocod1", codigo.as_str()] {
        direto.formulario("/entrar/horizonte/codigo/validar", &[("pedido", pedido), ("codigo", digitado)]).await;
    }
    for _ in 0..6 {
        direto
            .formulario("/entrar/horizonte/senha", &[("quem", "168.995.350-09"), ("senha", "senha-segredo-errada")])
            .await;
    }
    let entrou = mundo
        .navegador()
        .formulario(
            "/entrar/horizonte/senha",
            &[("quem", "714.287.938-60"), ("senha", &simulator::por_chave("benedito").unwrap().senha())],
        )
        .await;
    let local = entrou.local()["/s/".len()..].to_owned();
    let digitados = [senha.as_str(), "senha-segredo-errada", "segredocod1", "71428793860", "714.287.938-60", pedido];
    digitados.into_iter().map(str::to_owned).chain([local]).collect()
}

/// A chatbot of somebody who may come in, and of somebody who may not.
async fn pela_api(mundo: &Mundo, tokens: [&str; 2]) {
    for caminho in
        ["contratos", "boletos", "parcelas", "extrato.csv", "notas", "informes", "boletos?contrato=segredo-da-query"]
    {
        for token in tokens {
            crate::api::chamar(mundo, &format!("/api/v1/horizonte/{caminho}"), Some(token)).await;
        }
    }
}

/// What [`escrever`] types, taken or not: it is the person's.
const ESCRITO: [&str; 7] = [
    "nova.lindalva",
    "isto-nao-e-email",
    "3297-4455",
    "7932974455",
    "Andorinhas",
    "49000123",
    "texto-so-da-incorporadora",
];

/// Fills in the forms of Meus dados and Mensagens.
async fn escrever(n: &mut Navegador, local: &str) {
    for (caminho, campos) in [
        ("dados/contato", [("email", "nova.lindalva@caixa.example"), ("telefone", "(79) 3297-4455")].as_slice()),
        ("dados/contato", &[("email", "isto-nao-e-email"), ("telefone", "(79) 3297-4455")]),
        (
            "dados/endereco",
            &[
                ("logradouro", "Travessa das Andorinhas"),
                ("numero", "1"),
                ("bairro", "Centro"),
                ("cidade", "Aracaju"),
                ("estado", "SE"),
                ("cep", "49000-123"),
            ],
        ),
        ("mensagens", &[("texto", "texto-so-da-incorporadora"), ("envio", "0123456789abcdef0123456789abcdef")]),
    ] {
        cadastro::enviar(n, &format!("{local}{caminho}"), campos).await;
    }
}

#[tokio::test]
async fn the_log_of_a_journey_holds_no_secret_and_nobody() {
    let papel = Papel::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(papel.clone())
        .init();
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), vizinhas: true, ..Ajustes::default() }).await;
    let mut segredos: Vec<String> = Vec::new();
    let mut guardar = |valor: &str| segredos.push(valor.to_owned());

    let tokens = ["lindalva", "lindalva", "clotilde", "jurema"].map(|p| mundo.token(p));
    let mut n = mundo.navegador();
    let lancada = n.lancar(&tokens[0]).await;
    let local = lancada.local().to_owned();
    guardar(n.cookie.as_deref().unwrap());
    guardar(&local["/s/".len()..local.len() - 1]);
    let inicio = n.abrir_de(&local, Site::Outro).await;
    // References may be in a trace: they are sealed, and open nothing without the visit.
    for endereco in html::enderecos(&inicio.corpo) {
        n.abrir(&endereco).await;
    }
    escrever(&mut n, &local).await;
    n.abrir(&format!("{local}boletos?situacao=vencidos&x=segredo-da-query")).await;
    // Everything that is refused has its own way into the log.
    mundo.navegador().lancar(&tokens[0]).await;
    mundo.navegador().lancar(&tokens[3]).await;
    mundo.navegador().lancar(&format!("{}%00", tokens[1])).await;
    mundo.navegador().abrir(&local).await;
    let mut outra = mundo.navegador();
    let pedido = outra.pedido(Method::POST, "/p/horizonte/cliente?x=segredo-da-query", Site::Outro);
    let pedido = pedido.header(header::CONTENT_TYPE, "application/json");
    outra
        .enviar(pedido.body(Body::from(format!("{{\"{}\": 1, \"token\": \"{}\"}}", tokens[2], tokens[1]))).unwrap())
        .await;
    for falha in [
        "cv=500",
        "cv=html",
        "cv=tipo-errado",
        "erp=500",
        "erp=html",
        "erp=truncado",
        "erp=erro200",
        "erp=tipo-errado",
        "erp=linha-de-outro",
    ] {
        mundo.falhas(falha);
        mundo.navegador().lancar(&tokens[1]).await;
        n.abrir(&format!("{local}?atualizar=1")).await;
    }
    mundo.falhas("");
    guardar(&onde_o_cv_e_a_fonte(&mundo).await);
    for segredo in pelo_acesso_direto(&mundo).await {
        guardar(&segredo);
    }
    pela_api(&mundo, [&tokens[1], &tokens[3]]).await;
    let da_equipe = gestor::jornada(&mundo).await;
    n.postar(&format!("{local}sair"), Site::Nosso).await;

    for valor in tokens.iter().chain(&da_equipe) {
        guardar(valor);
    }
    for boleto in mundo.erp("boletos-abertos", "lindalva").await {
        for campo in ["linha_digitavel", "pix_code", "historico"] {
            guardar(boleto[campo].as_str().unwrap());
        }
        guardar(&html::digitos(boleto["linha_digitavel"].as_str().unwrap()));
    }
    let pessoais =
        ["Lindalva", "LINDALVA", "Rocha Teles", "168.995.350-09", "16899535009", "lindalva@exemplo", "Jurema"];
    for texto in pessoais.into_iter().chain(["segredo-da-query", "Clotilde", "erp-demo", "7000b"]).chain(ESCRITO) {
        guardar(texto);
    }
    let registro = String::from_utf8(papel.0.lock().unwrap().clone()).unwrap();
    for esperado in [
        "preview began",
        "preview ended",
        "client search failed at CV",
        "request served",
        "launch accepted",
        "direct access accepted",
        "direct access refused",
        "direct access locked",
        "CV was asked to send",
        "launch refused",
        "visit refused",
        "ERP read failed",
        "CV does not take this visitor's token",
        "API call refused",
        "codigo_suporte",
    ] {
        assert!(registro.contains(esperado), "the log was not listened to: no «{esperado}»");
    }
    for segredo in segredos {
        let linha = registro.lines().find(|l| l.contains(&segredo));
        assert!(linha.is_none(), "«{segredo}» is in the log: {linha:?}");
    }
}
