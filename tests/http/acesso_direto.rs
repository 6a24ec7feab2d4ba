//! Direct access: each way in leads to the same visit, nobody learns who is known, and nobody guesses for long.

use std::time::Duration;

use financeiro::server::{
    config::Config,
    direto::{ERROS_POR_ENDERECO, ERROS_POR_LUGAR, JANELA},
};
use http::StatusCode;
use simulator::{Endpoint, por_chave};

use crate::{
    html,
    mundo::{Ajustes, MOLDURA, Mundo, opacos},
    navegador::{Navegador, Resposta, Site, prefixo},
};

const ENTRAR: &str = "/entrar/horizonte";
const CODIGO: &str = "/entrar/horizonte/codigo";
const VALIDAR: &str = "/entrar/horizonte/codigo/validar";
const SENHA: &str = "/entrar/horizonte/senha";
const SINDICO: &str = "/entrar/horizonte/sindico";
const ESQUECI: &str = "/entrar/horizonte/esqueci";
/// Valid, and nobody's.
const DE_NINGUEM: &str = "111.444.777-35";

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

fn cpf(pessoa: &str) -> &'static str {
    por_chave(pessoa).unwrap().documento
}

/// Value of a hidden or visible field of the page.
fn valor(pagina: &Resposta, nome: &str) -> String {
    let tags = html::tags(&pagina.corpo);
    let campo = tags.iter().find(|t| t.nome == "input" && t.atributo("name") == Some(nome));
    campo.and_then(|t| t.atributo("value")).unwrap_or_else(|| panic!("no {nome}: {}", pagina.texto())).to_owned()
}

/// CV is asked in the background: until it has sent something newer than `antes`.
async fn codigo_de(mundo: &Mundo, pessoa: &str, antes: Option<&str>) -> String {
    for _ in 0..2_000 {
        if let Some(codigo) = mundo.simulador.ultimo_codigo(pessoa).filter(|c| Some(c.as_str()) != antes) {
            return codigo;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("no code for {pessoa}");
}

/// Asks for a code and gives the page where it is typed, with the code.
async fn pedir_codigo(mundo: &Mundo, n: &mut Navegador, quem: &str, pessoa: &str) -> (Resposta, String) {
    let antes = mundo.simulador.ultimo_codigo(pessoa);
    let pagina = n.formulario(CODIGO, &[("quem", quem), ("canal", "email")]).await;
    assert_eq!(pagina.status, StatusCode::OK, "{}", pagina.texto());
    let codigo = codigo_de(mundo, pessoa, antes.as_deref()).await;
    (pagina, codigo)
}

async fn digitar(n: &mut Navegador, pagina: &Resposta, codigo: &str) -> Resposta {
    n.formulario(VALIDAR, &[("pedido", &valor(pagina, "pedido")), ("codigo", codigo)]).await
}

/// A code that is not this one.
fn outro(codigo: &str) -> String {
    if codigo == "000000" { "111111".to_owned() } else { "000000".to_owned() }
}

fn molduras(resposta: &Resposta) -> String {
    let csp = resposta.header("content-security-policy").unwrap();
    csp.split(';').find_map(|d| d.trim().strip_prefix("frame-ancestors ")).unwrap().to_owned()
}

fn set_cookie(resposta: &Resposta) -> &str {
    resposta.header("set-cookie").unwrap_or_else(|| panic!("no cookie: {}", resposta.texto()))
}

#[tokio::test]
async fn a_code_opens_the_same_pages_as_the_portal() {
    let mundo = mundo().await;
    for quem in [cpf("doralice"), "39053344705", " Doralice@exemplo.example "] {
        let mut n = mundo.navegador();
        let inicio = n.abrir_de(ENTRAR, Site::Digitado).await;
        assert_eq!(inicio.status, StatusCode::OK);
        assert!(inicio.texto().contains("Receber código"), "{}", inicio.texto());
        let (pagina, codigo) = pedir_codigo(&mundo, &mut n, quem, "doralice").await;
        assert!(!pagina.corpo.contains("39053344705") && !pagina.corpo.contains("390.533.447-05"), "{}", pagina.corpo);
        // As people paste it.
        let entrou = digitar(&mut n, &pagina, &format!(" {} {}", &codigo[..3], &codigo[3..])).await;
        let local = entrou.local().to_owned();
        let financeiro = n.abrir(&local).await;
        assert_eq!(financeiro.status, StatusCode::OK, "{}", financeiro.texto());
        assert!(financeiro.texto().contains("Doralice"), "{}", financeiro.texto());
        let linha = mundo.erp("boletos-abertos", "doralice").await[0]["linha_digitavel"].as_str().unwrap().to_owned();
        assert!(html::digitos(&financeiro.corpo).contains(&html::digitos(&linha)));
        let privacidade = n.abrir(&format!("{}/privacidade", prefixo(&local))).await;
        assert!(privacidade.texto().contains("Você entrou pelo acesso direto"), "{}", privacidade.texto());
        // A code is good once.
        assert_eq!(digitar(&mut mundo.navegador(), &pagina, &codigo).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_password_opens_them_too_and_a_browser_without_cookies_is_let_in() {
    let mundo = mundo().await;
    let senha = por_chave("benedito").unwrap().senha();
    for mut n in [mundo.navegador(), mundo.sem_cookies()] {
        let entrou = n.formulario(SENHA, &[("quem", cpf("benedito")), ("senha", &senha)]).await;
        let local = entrou.local().to_owned();
        let mut pagina = n.abrir(&local).await;
        assert_eq!(molduras(&pagina), "'none'");
        if pagina.corpo.contains("http-equiv=\"refresh\"") {
            pagina = n.abrir(&local).await;
        }
        assert!(pagina.texto().contains("Benedito"), "{}", pagina.texto());
        assert_eq!(molduras(&pagina), "'none'");
        for caminho in ["/boletos", "/extrato", "/nada", "/boletos/nada", "/condominios"] {
            let pagina = n.abrir(&format!("{}{caminho}", prefixo(&local))).await;
            assert_eq!(molduras(&pagina), "'none'", "{caminho}");
        }
    }
}

#[tokio::test]
async fn a_sindico_lands_where_condominiums_are_chosen_and_a_client_is_no_sindico() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let formulario = n.abrir_de(SINDICO, Site::Digitado).await;
    assert!(formulario.texto().contains("Entrar como síndico"), "{}", formulario.texto());
    let senha = por_chave("valdete").unwrap().senha();
    let local = n.formulario(SINDICO, &[("quem", cpf("valdete")), ("senha", &senha)]).await.local().to_owned();
    let condominios = n.abrir(&local).await.local().to_owned();
    assert_eq!(condominios, format!("{}/condominios", prefixo(&local)));
    let pagina = n.abrir(&condominios).await;
    assert!(pagina.texto().contains("Valdete"), "{}", pagina.texto());
    for (caminho, pessoa) in [(SINDICO, "doralice"), (SENHA, "valdete")] {
        let senha = por_chave(pessoa).unwrap().senha();
        let negada = mundo.navegador().formulario(caminho, &[("quem", cpf(pessoa)), ("senha", &senha)]).await;
        assert_eq!(negada.status, StatusCode::UNPROCESSABLE_ENTITY, "{pessoa}");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_asked_of_cv_by_email_or_by_telephone() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    for (papel, quem, pessoa, canal) in [
        ("", "lindalva@exemplo.example", "lindalva", "email"),
        ("", cpf("lindalva"), "lindalva", "sms"),
        ("sindico", "valdete@exemplo.example", "valdete", "email"),
        ("sindico", cpf("valdete"), "valdete", "sms"),
    ] {
        let pagina = n.formulario(ESQUECI, &[("quem", quem), ("papel", papel)]).await;
        assert_eq!(pagina.status, StatusCode::OK);
        assert!(pagina.texto().contains("Se houver um cadastro"), "{}", pagina.texto());
        let mut achado = false;
        for _ in 0..2_000 {
            achado = mundo.simulador.envios().iter().any(|e| e.pessoa == pessoa && e.canal == canal);
            if achado {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(achado, "{pessoa} {canal}");
    }
}

#[tokio::test]
async fn five_wrong_codes_lock_that_person_at_that_network_and_nothing_else() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (pagina, codigo) = pedir_codigo(&mundo, &mut n, cpf("doralice"), "doralice").await;
    for vez in 0..ERROS_POR_LUGAR {
        let errada = digitar(&mut n, &pagina, &outro(&codigo)).await;
        assert_eq!(errada.status, StatusCode::UNPROCESSABLE_ENTITY, "{vez}");
        assert!(errada.texto().contains("O código não confere"), "{}", errada.texto());
    }
    // Now not even the right one, new or old, and no question reaches CV.
    let perguntas = mundo.simulador.contagem().de(Endpoint::CvValidar);
    let trancada = digitar(&mut n, &pagina, &codigo).await;
    assert_eq!(trancada.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(mundo.simulador.contagem().de(Endpoint::CvValidar), perguntas);
    assert_eq!(trancada.header("retry-after"), Some("900"));
    // 15:00 UTC and a quarter of an hour, by the clocks of São Paulo.
    assert!(trancada.texto().contains("Tente de novo depois das 12:15."), "{}", trancada.texto());
    assert!(trancada.texto().contains("O Financeiro dentro do Portal do Cliente continua abrindo"));
    assert_eq!(molduras(&trancada), "'none'");
    let mut vizinho = mundo.navegador();
    vizinho.endereco = [203, 0, 113, 200];
    assert_eq!(digitar(&mut vizinho, &pagina, &codigo).await.status, StatusCode::TOO_MANY_REQUESTS, "the same network");

    // The portal never asks these counters, another person is somebody else, and so is another network.
    mundo.navegador().entrar(&mundo, "doralice").await;
    let (outra, dela) = pedir_codigo(&mundo, &mut mundo.navegador(), cpf("lindalva"), "lindalva").await;
    assert_eq!(digitar(&mut mundo.navegador(), &outra, &dela).await.status, StatusCode::SEE_OTHER);
    let mut longe = mundo.navegador();
    longe.endereco = [198, 51, 100, 7];
    let (nova, novo) = pedir_codigo(&mundo, &mut longe, cpf("doralice"), "doralice").await;
    assert_eq!(digitar(&mut longe, &nova, &novo).await.status, StatusCode::SEE_OTHER);
    // Nor is the way by password locked.
    let senha = por_chave("doralice").unwrap().senha();
    let por_senha = mundo.navegador().formulario(SENHA, &[("quem", cpf("doralice")), ("senha", &senha)]).await;
    assert_eq!(por_senha.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_lock_ends_with_its_window() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let tentar = async |n: &mut Navegador, senha: &str| {
        n.formulario(SENHA, &[("quem", cpf("benedito")), ("senha", senha)]).await
    };
    for _ in 0..ERROS_POR_LUGAR {
        assert_eq!(tentar(&mut n, "errada").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let senha = por_chave("benedito").unwrap().senha();
    let quase = JANELA.unsigned_abs().checked_sub(Duration::from_secs(1)).unwrap();
    mundo.relogio.avancar(quase);
    // Trying does not make it longer.
    assert_eq!(tentar(&mut n, &senha).await.status, StatusCode::TOO_MANY_REQUESTS);
    mundo.relogio.avancar(Duration::from_secs(1));
    assert_eq!(tentar(&mut n, &senha).await.status, StatusCode::SEE_OTHER);
    // Being right begins the count anew.
    for _ in 0..ERROS_POR_LUGAR {
        assert_eq!(tentar(&mut mundo.navegador(), "errada").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn one_address_cannot_try_everybody() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    for vez in 0..ERROS_POR_ENDERECO {
        let quem = format!("pessoa{vez}@exemplo.example");
        let errada = n.formulario(SENHA, &[("quem", &quem), ("senha", "123456")]).await;
        assert_eq!(errada.status, StatusCode::UNPROCESSABLE_ENTITY, "{vez}");
    }
    let senha = por_chave("benedito").unwrap().senha();
    let certa = [("quem", cpf("benedito")), ("senha", senha.as_str())];
    assert_eq!(n.formulario(SENHA, &certa).await.status, StatusCode::TOO_MANY_REQUESTS);
    let mut ao_lado = mundo.navegador();
    ao_lado.endereco = [203, 0, 113, 10];
    assert_eq!(ao_lado.formulario(SENHA, &certa).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn codes_are_sent_three_times_and_then_the_page_says_when() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    for quem in [cpf("doralice"), DE_NINGUEM] {
        for _ in 0..3 {
            assert_eq!(n.formulario(CODIGO, &[("quem", quem)]).await.status, StatusCode::OK);
        }
        let demais = n.formulario(CODIGO, &[("quem", quem)]).await;
        assert_eq!(demais.status, StatusCode::TOO_MANY_REQUESTS, "{quem}");
        assert!(demais.texto().contains("Tente de novo depois das 12:15."), "{}", demais.texto());
    }
    mundo.relogio.avancar(JANELA.unsigned_abs());
    assert_eq!(n.formulario(CODIGO, &[("quem", cpf("doralice"))]).await.status, StatusCode::OK);
}

/// A page without what is random in it, or typed.
fn comparavel(resposta: &Resposta, digitado: &str) -> (StatusCode, Vec<String>, String) {
    let mut corpo = resposta.corpo.clone();
    if corpo.contains("name=\"pedido\"") {
        corpo = corpo.replace(&valor(resposta, "pedido"), "SELADO");
    }
    let mascarado = domain::documento::Documento::ler(digitado).unwrap().mascarado();
    let nomes = resposta.headers.keys().map(|nome| nome.as_str().to_owned()).collect();
    let codigo = corpo.split("Código de atendimento: ").nth(1).map(|resto| resto[..11].to_owned());
    let corpo = codigo.map_or(corpo.clone(), |codigo| corpo.replace(&codigo, "SUPORTE"));
    (resposta.status, nomes, corpo.replace(&mascarado, "QUEM").replace(digitado, "QUEM"))
}

#[tokio::test]
async fn who_is_known_and_who_is_not_get_the_same_answers() {
    let mundo = mundo().await;
    let mut respostas = Vec::new();
    for (quem, endereco) in [(cpf("doralice"), [203, 0, 113, 9]), (DE_NINGUEM, [198, 51, 100, 7])] {
        let mut n = Navegador { endereco, ..mundo.navegador() };
        let mut vistas = Vec::new();
        let enviada = n.formulario(CODIGO, &[("quem", quem), ("canal", "sms")]).await;
        vistas.push(comparavel(&enviada, quem));
        let selado = valor(&enviada, "pedido");
        assert_eq!(selado.len(), valor(&enviada, "pedido").len());
        for codigo in ["987654", "x", ""] {
            let digitada = n.formulario(VALIDAR, &[("pedido", &selado), ("codigo", codigo)]).await;
            vistas.push(comparavel(&digitada, quem));
        }
        for _ in 0..=ERROS_POR_LUGAR {
            let errada = n.formulario(SENHA, &[("quem", quem), ("senha", "não é esta")]).await;
            vistas.push(comparavel(&errada, quem));
        }
        assert_eq!(vistas.last().unwrap().0, StatusCode::TOO_MANY_REQUESTS, "locked, known or not");
        vistas.push(comparavel(&n.formulario(SINDICO, &[("quem", quem), ("senha", "x")]).await, quem));
        for papel in ["cliente", "sindico"] {
            vistas.push(comparavel(&n.formulario(ESQUECI, &[("quem", quem), ("papel", papel)]).await, quem));
        }
        respostas.push((selado.len(), vistas));
    }
    let (conhecida, desconhecida) = (&respostas[0], &respostas[1]);
    assert_eq!(conhecida.0, desconhecida.0, "what is sealed is as long");
    for (uma, outra) in conhecida.1.iter().zip(&desconhecida.1) {
        assert_eq!(uma, outra);
    }
}

#[tokio::test]
async fn a_refusal_takes_its_time_whoever_it_is_about() {
    const PISO: Duration = Duration::from_millis(150);
    let config = |c: &mut Config| c.incorporadoras[0].acesso_direto.piso = PISO;
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), config, ..Ajustes::default() }).await;
    for quem in [cpf("doralice"), DE_NINGUEM] {
        let inicio = std::time::Instant::now();
        let errada = mundo.navegador().formulario(SENHA, &[("quem", quem), ("senha", "errada")]).await;
        assert_eq!(errada.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(inicio.elapsed() >= PISO, "{quem}");
    }
}

#[tokio::test]
async fn a_slow_or_broken_cv_delays_no_answer_to_who_asks_for_a_code_and_judges_nothing() {
    let mundo = mundo().await;
    mundo.falhas("cv.codigo-verificacao=lento:1m");
    let mut n = mundo.navegador();
    // Within this test's life, not a minute.
    let pagina = n.formulario(CODIGO, &[("quem", cpf("doralice"))]).await;
    assert_eq!(pagina.status, StatusCode::OK);
    for falha in ["cv=500", "cv=html", "cv=429"] {
        mundo.falhas(falha);
        let negada = digitar(&mut n, &pagina, "123456").await;
        assert_eq!(negada.status, StatusCode::SERVICE_UNAVAILABLE, "{falha}");
        assert!(negada.texto().contains("Não foi possível conferir agora"), "{falha}: {}", negada.texto());
        assert!(!negada.texto().contains("não confere"), "{falha}");
    }
}

#[tokio::test]
async fn mistakes_are_said_beside_their_field_and_what_was_typed_stays() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    for (caminho, campos, campo, dito) in [
        (CODIGO, vec![("quem", "390.533.447-06")], "quem", "Digite um CPF ou CNPJ completo"),
        (CODIGO, vec![], "quem", "Digite um CPF ou CNPJ completo"),
        (SENHA, vec![("quem", "\"><script>"), ("senha", "x")], "quem", "Digite um CPF ou CNPJ completo"),
        (SENHA, vec![("quem", "390.533.447-05")], "senha", "Digite a senha."),
        (SINDICO, vec![("quem", "x"), ("senha", "x")], "quem", "Digite um CPF ou CNPJ completo"),
        (ESQUECI, vec![("quem", "x@")], "quem", "Digite um CPF ou CNPJ completo"),
    ] {
        let pagina = n.formulario(caminho, &campos).await;
        assert_eq!(pagina.status, StatusCode::UNPROCESSABLE_ENTITY, "{caminho} {campos:?}");
        let tags = html::tags(&pagina.corpo);
        let invalido = tags.iter().find(|t| t.atributo("aria-invalid") == Some("true")).unwrap();
        assert_eq!(invalido.atributo("name"), Some(campo), "{caminho} {campos:?}");
        let descricao = invalido.atributo("aria-describedby").unwrap();
        let mensagem = html::todos(&pagina.corpo, "id", descricao);
        assert!(html::texto_de(mensagem[0]).contains(dito), "{caminho}: {mensagem:?}");
        if let Some((_, quem)) = campos.iter().find(|(nome, _)| *nome == "quem") {
            assert!(
                tags.iter().any(|t| t.atributo("name") == Some("quem") && t.atributo("value") == Some(quem)),
                "{caminho}"
            );
        }
        assert!(!pagina.corpo.contains("<script>"), "{caminho}");
        // Every field has a label, and every id stands once.
        let ids: Vec<&str> = tags.iter().filter_map(|t| t.atributo("id")).collect();
        let mut unicos = ids.clone();
        unicos.sort_unstable();
        unicos.dedup();
        assert_eq!(ids.len(), unicos.len(), "{caminho}: {ids:?}");
    }
    // A form too old leads back to the first one.
    let (pagina, codigo) = pedir_codigo(&mundo, &mut n, cpf("doralice"), "doralice").await;
    mundo.relogio.avancar(Duration::from_mins(10));
    for velho in [
        digitar(&mut n, &pagina, &codigo).await,
        n.formulario(VALIDAR, &[("pedido", "abc"), ("codigo", "123456")]).await,
    ] {
        assert_eq!(velho.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(velho.texto().contains("O prazo para digitar o código passou"), "{}", velho.texto());
        assert!(velho.texto().contains("Receber código"));
    }
}

#[tokio::test]
async fn what_is_off_does_not_exist() {
    let mundo = Mundo::com(Ajustes {
        opcoes: opacos(),
        aurora: true,
        config: |c| {
            let horizonte = &mut c.incorporadoras[0].acesso_direto;
            (horizonte.codigo, horizonte.sindico, horizonte.esqueci) = (false, false, false);
        },
        ..Ajustes::default()
    })
    .await;
    let mut n = mundo.navegador();
    for caminho in ["", "/", "/codigo", "/codigo/validar", "/senha", "/sindico", "/esqueci"] {
        for slug in ["aurora", "ninguem"] {
            let caminho = format!("/entrar/{slug}{caminho}");
            let pagina = n.abrir(&caminho).await;
            assert_eq!(pagina.status, StatusCode::NOT_FOUND, "{caminho}");
            assert_eq!(molduras(&pagina), "'none'", "{caminho}");
        }
    }
    let senha = por_chave("doralice").unwrap().senha();
    let campos = [("quem", cpf("doralice")), ("senha", senha.as_str()), ("codigo", "123456")];
    for caminho in [CODIGO, VALIDAR, SINDICO, ESQUECI, "/entrar/aurora/senha", "/entrar/aurora/codigo"] {
        assert_eq!(n.formulario(caminho, &campos).await.status, StatusCode::NOT_FOUND, "{caminho}");
    }
    let inicio = n.abrir(ENTRAR).await;
    assert!(
        !inicio.corpo.contains("/codigo") && !inicio.corpo.contains("/sindico") && !inicio.corpo.contains("/esqueci")
    );
    assert_eq!(n.formulario(SENHA, &campos).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn forms_are_ours_only_and_never_framed() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    for caminho in
        [ENTRAR, SINDICO, ESQUECI, "/entrar/horizonte/esqueci?papel=sindico", "/entrar/horizonte/nada", "/entrar"]
    {
        let pagina = n.abrir_de(caminho, Site::Outro).await;
        assert_eq!(molduras(&pagina), "'none'", "{caminho}");
        assert!(pagina.header("set-cookie").is_none(), "{caminho}");
        assert!(!pagina.corpo.contains("<script"), "{caminho}");
    }
    for caminho in [CODIGO, VALIDAR, SENHA] {
        assert_eq!(n.abrir(caminho).await.local(), ENTRAR, "a posted form loaded as an address");
    }
    for caminho in [CODIGO, VALIDAR, SENHA, SINDICO, ESQUECI] {
        let recusada = n.postar(caminho, Site::Outro).await;
        assert_eq!(recusada.status, StatusCode::FORBIDDEN, "{caminho}");
        assert_eq!(molduras(&recusada), "'none'", "{caminho}");
    }
    let grande = n.formulario(SENHA, &[("quem", &"x".repeat(64 * 1024)), ("senha", "x")]).await;
    assert_eq!(grande.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(grande.corpo.len() < 20_000);
    // Where one goes afterwards is never said by the request.
    let senha = por_chave("benedito").unwrap().senha();
    let campos = [
        ("quem", cpf("benedito")),
        ("senha", senha.as_str()),
        ("destino", "//evil.example"),
        ("next", "https://evil.example"),
    ];
    let entrou = n.formulario("/entrar/horizonte/senha?destino=//evil.example", &campos).await;
    assert!(entrou.local().starts_with("/s/") && entrou.local().len() == "/s/".len() + 23, "{}", entrou.local());
}

#[tokio::test]
async fn the_cookie_is_an_ordinary_one_from_the_first_answer_to_its_removal() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let conferir = |resposta: &Resposta| {
        let cookie = set_cookie(resposta);
        for atributo in ["__Host-fin=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert_eq!(cookie.matches(atributo).count(), 1, "{atributo}: {cookie}");
        }
        assert!(!cookie.contains("Partitioned") && !cookie.contains("SameSite=None"), "{cookie}");
    };
    let senha = por_chave("benedito").unwrap().senha();
    let entrou = n.formulario(SENHA, &[("quem", cpf("benedito")), ("senha", &senha)]).await;
    conferir(&entrou);
    let local = entrou.local().to_owned();
    // Later answers renew it.
    mundo.relogio.avancar(Duration::from_mins(2));
    conferir(&n.abrir(&local).await);
    let saiu = n.postar(&format!("{local}sair"), Site::Nosso).await;
    conferir(&saiu);
    assert!(set_cookie(&saiu).contains("Max-Age=0"));
    assert!(
        saiu.corpo.contains("href=\"/entrar/horizonte\"") && !saiu.texto().contains("menu do Portal"),
        "{}",
        saiu.texto()
    );
    // The portal's is another.
    let lancada = mundo.navegador().lancar(&mundo.token("benedito")).await;
    assert!(set_cookie(&lancada).contains("SameSite=None") && set_cookie(&lancada).contains("Partitioned"));
}

#[tokio::test]
async fn a_visit_that_ended_says_how_to_come_back_the_way_it_began() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let senha = por_chave("benedito").unwrap().senha();
    let entrou = n.formulario(SENHA, &[("quem", cpf("benedito")), ("senha", &senha)]).await;
    let local = entrou.local().to_owned();
    assert_eq!(n.abrir(&local).await.status, StatusCode::OK);
    mundo.relogio.avancar(Duration::from_mins(21));
    for resposta in [n.abrir(&local).await, mundo.navegador().abrir(&local).await] {
        assert_eq!(resposta.status, StatusCode::UNAUTHORIZED);
        assert!(resposta.texto().contains("Entre de novo"), "{}", resposta.texto());
        assert!(resposta.corpo.contains("href=\"/entrar/horizonte\""), "{}", resposta.corpo);
        assert!(!resposta.texto().contains("menu"), "{}", resposta.texto());
        assert_eq!(molduras(&resposta), "'none'");
    }
    // That of a launch still leads to the portal, which may frame it.
    let mut na_moldura = mundo.navegador();
    let (prefixo, _) = na_moldura.entrar(&mundo, "doralice").await;
    mundo.relogio.avancar(Duration::from_mins(21));
    let terminou = na_moldura.abrir(&format!("{prefixo}/")).await;
    assert!(terminou.texto().contains("clique em Financeiro no menu"), "{}", terminou.texto());
    assert_eq!(molduras(&terminou), MOLDURA);
}

#[tokio::test]
async fn another_person_in_the_same_browser_ends_the_visit_before() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let entrar = async |n: &mut Navegador, pessoa: &str| {
        let senha = por_chave(pessoa).unwrap().senha();
        let entrou = n.formulario(SENHA, &[("quem", cpf(pessoa)), ("senha", &senha)]).await;
        let local = entrou.local().to_owned();
        assert_eq!(n.abrir(&local).await.status, StatusCode::OK);
        local
    };
    let primeira = entrar(&mut n, "benedito").await;
    let segunda = entrar(&mut n, "doralice").await;
    let antiga = n.abrir(&primeira).await;
    assert_eq!(antiga.status, StatusCode::UNAUTHORIZED);
    assert!(!antiga.tudo().contains("Benedito"));
    assert_eq!(n.abrir(&segunda).await.status, StatusCode::OK);
}
