//! What issue tokens without the portal's pages, who is not a buyer, and the pages for both.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use simulator::{Endpoint, PESSOAS, Papel, TipoEnvio, por_chave};

use crate::comum::Bancada;

const API: &str = "api/v1/cliente";
const LOGADO: &str = "api/v2/cv/configuracoes/usuarioadm/logado";

impl Bancada {
    async fn enviar(&self, metodo: Method, caminho: &str, corpo: &Value) -> Response {
        let url = self.simulador.cv_url().join(caminho).unwrap();
        self.cliente.request(metodo, url).json(corpo).send().await.unwrap()
    }

    async fn post(&self, caminho: &str, corpo: Value) -> (u16, Value) {
        let resposta = self.enviar(Method::POST, &format!("{API}{caminho}"), &corpo).await;
        let status = resposta.status().as_u16();
        (status, serde_json::from_slice(&resposta.bytes().await.unwrap()).unwrap_or_default())
    }
}

#[tokio::test]
async fn everybody_has_a_documented_password_for_the_login_of_their_role() {
    let b = Bancada::nova().await;
    let guia =
        b.cliente.get(b.simulador.cv_url().join("simulador").unwrap()).send().await.unwrap().text().await.unwrap();
    assert!(guia.contains("<code>demo-doralice</code>") && guia.contains("<code>@exemplo.example</code>"));
    for pessoa in PESSOAS {
        assert_eq!(pessoa.senha(), format!("demo-{}", pessoa.chave));
        assert_eq!(pessoa.email(), format!("{}@exemplo.example", pessoa.chave));
        assert!(guia.contains(&format!("<code>{}</code>", pessoa.chave)) && guia.contains(pessoa.documento));
        let corpo = json!({"documento": pessoa.documento, "senha": pessoa.senha()});
        let (cliente, _) = b.post("/autenticacao", corpo.clone()).await;
        let (sindico, _) = b.post("/autenticacao/sindico", corpo).await;
        let certo = match pessoa.papel {
            Papel::Cliente => (200, 401),
            Papel::Sindico => (401, 200),
            Papel::Gestor => (401, 401),
        };
        assert_eq!((cliente, sindico), certo, "{}", pessoa.chave);
    }
    // A form does as well, and the answer of a login says when it ends, in Brasília's time.
    let url = b.simulador.cv_url().join(&format!("{API}/autenticacao")).unwrap();
    let campos = [("email", "doralice@exemplo.example"), ("senha", "demo-doralice")];
    let entrada: Value = b.cliente.post(url).form(&campos).send().await.unwrap().json().await.unwrap();
    assert_eq!(entrada["expira_em"], "2026-11-21 10:00:00");
    assert_eq!(b.cv(&format!("{API}/pessoa"), entrada["token"].as_str().unwrap()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn what_was_sent_can_be_read_by_program_and_on_a_page() {
    let b = Bancada::nova().await;
    let corpo = json!({"documento": "39053344705", "canal": "sms"});
    assert_eq!(b.post("/codigo-verificacao", corpo).await.0, 200);
    assert_eq!(b.post("/resetar-senha-email-sindico", json!({"email": "valdete@exemplo.example"})).await.0, 204);
    let [codigo, senha] = &b.simulador.envios()[..] else { panic!("two were sent") };
    assert_eq!((codigo.pessoa, codigo.canal, codigo.tipo), ("doralice", "sms", TipoEnvio::Codigo));
    assert_eq!((senha.pessoa, senha.canal, senha.tipo, &senha.codigo), ("valdete", "email", TipoEnvio::Senha, &None));
    let base = b.simulador.cv_url();
    let da_pessoa = base.join("simulador/envios?pessoa=doralice").unwrap();
    let lidos: Value = b.cliente.get(da_pessoa).send().await.unwrap().json().await.unwrap();
    let digitos = codigo.codigo.as_deref().unwrap();
    assert_eq!(lidos["envios"].as_array().unwrap().len(), 1);
    assert_eq!((&lidos["envios"][0]["codigo"], digitos.len()), (&json!(digitos), 6));
    let pagina = b.cliente.get(base.join("simulador/envios").unwrap()).header("accept", "text/html").send().await;
    let html = pagina.unwrap().text().await.unwrap();
    assert!(html.contains(digitos) && html.contains("Valdete") && html.contains("por e-mail e SMS"));
    assert_eq!(b.simulador.ultimo_codigo("doralice").as_deref(), Some(digitos));
}

#[tokio::test]
async fn logins_fail_on_demand_for_everybody_or_for_one() {
    let b = Bancada::nova().await;
    b.simulador.falhas().definir("cv.autenticacao@doralice=500,cv.codigo-verificacao=429").unwrap();
    let de = |chave: &str| json!({"documento": por_chave(chave).unwrap().documento, "senha": format!("demo-{chave}")});
    assert_eq!(b.post("/autenticacao", de("doralice")).await.0, 500);
    assert_eq!(b.post("/autenticacao", de("benedito")).await.0, 200);
    assert_eq!(b.post("/codigo-verificacao", de("benedito")).await, (429, json!({"Response": "Too many requests"})));
    assert_eq!(b.simulador.contagem().de(Endpoint::CvAutenticacao), 2);
}

#[tokio::test]
async fn the_condominium_is_a_customer_of_the_erp_and_enters_no_portal() {
    let b = Bancada::nova().await;
    let token = b.simulador.emitir_token("valdete", Papel::Sindico).unwrap();
    let sindica: Value = b.cv(&format!("{API}/sindico"), &token).await.unwrap().json().await.unwrap();
    let [aurora, mirante] = &sindica["empreendimentos"].as_array().unwrap()[..] else { panic!("two") };
    assert_eq!((&aurora["idempreendimento"], &mirante["idempreendimento"]), (&json!(3), &json!(7)));
    let limpo = |v: &Value| v["cnpj"].as_str().unwrap().replace(['.', '/', '-'], "");
    let cliente = b.erp_json(&format!("clientes?cnpj_cpf={}", limpo(aurora))).await;
    assert!(cliente.to_string().contains("Condomínio Residencial Aurora"), "{cliente}");
    for recurso in ["contratos", "boletos-abertos", "extratos-financeiros", "notas-fiscais", "declaracoes-quitacao"] {
        let linhas = b.erp_json(&format!("{recurso}?document={}", limpo(aurora))).await;
        assert!(!linhas.as_array().unwrap().is_empty(), "{recurso}");
        let nenhuma = b.erp_json(&format!("{recurso}?document={}", limpo(mirante))).await;
        assert_eq!(nenhuma, json!([]), "{recurso}");
    }
    assert_eq!(b.erp(&format!("clientes?cnpj_cpf={}", limpo(mirante))).await.unwrap().status(), 404);
    // Faults can aim at it; nobody can be it.
    b.simulador.falhas().definir("erp.contratos@aurora=500").unwrap();
    assert_eq!(b.erp(&format!("contratos?document={}", limpo(aurora))).await.unwrap().status(), 500);
    assert!(por_chave("aurora").is_none() && b.simulador.emitir_token("aurora", Papel::Cliente).is_err());
    let ademar = b.simulador.emitir_token("ademar", Papel::Sindico).unwrap();
    let sindico: Value = b.cv(&format!("{API}/sindico"), &ademar).await.unwrap().json().await.unwrap();
    assert_eq!(sindico["dados"]["empreendimentos"][0]["cnpj"], Value::Null);
}

#[tokio::test]
async fn the_panel_of_the_gestor_frames_the_plugin_and_is_nobody_elses() {
    let b = Bancada::nova().await;
    let base = b.simulador.cv_url();
    let sem = b.cliente.get(base.join("gestor/").unwrap()).send().await.unwrap();
    assert_eq!((sem.status().as_u16(), &sem.headers()["location"]), (303, &"/gestor/login".parse().unwrap()));
    let login = b.cliente.get(base.join("gestor/login").unwrap()).send().await.unwrap().text().await.unwrap();
    assert!(login.contains("value=\"noelia\"") && !login.contains("value=\"doralice\""));
    assert_eq!(b.pagina("gestor/", "doralice").await.status(), 303);

    let html = b.pagina("gestor/?altura=500", "noelia").await.text().await.unwrap();
    let src = html.split("<iframe ").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap();
    let token = src.strip_prefix("http://127.0.0.1:9/p/horizonte/gestor?token=").unwrap();
    assert!(html.contains("height=\"500\"") && html.contains("href=\"/gestor/?token=expirado\""));
    let logada: Value = b.cv(LOGADO, token).await.unwrap().json().await.unwrap();
    assert_eq!(
        logada,
        json!({"idusuario": 65, "nome": "Noélia Farias Couto", "email": "noelia@exemplo.example", "tipo": "gestor"})
    );
    for (pessoa, papel) in [("doralice", Papel::Cliente), ("valdete", Papel::Sindico), ("doralice", Papel::Gestor)] {
        let token = b.simulador.emitir_token(pessoa, papel).unwrap();
        assert_eq!(b.cv(LOGADO, &token).await.unwrap().status(), 401, "{pessoa} {papel:?}");
    }
    for caminho in ["pessoa", "sindico", "mensagem", "unidades"] {
        assert_eq!(b.cv(&format!("{API}/{caminho}"), token).await.unwrap().status(), 401, "{caminho}");
    }
    // Entering as staff leads to the panel.
    let entrada = b.cliente.post(base.join("cliente/entrar").unwrap()).form(&[("pessoa", "noelia")]).send().await;
    assert_eq!(entrada.unwrap().headers()["location"], "/gestor/");
}
