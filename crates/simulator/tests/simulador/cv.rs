//! CV's API: who a token is, and for how long.

use crate::comum::Bancada;
use serde_json::{Value, json};
use simulator::{Endpoint, Opcoes, Papel, TipoToken};

const PESSOA: &str = "api/v1/cliente/pessoa";
const SINDICO: &str = "api/v1/cliente/sindico";

#[tokio::test]
async fn a_token_is_good_until_its_life_is_over_and_not_after() {
    let b = Bancada::nova().await;
    let token = b.simulador.emitir_token("doralice", Papel::Cliente).unwrap();
    b.passar(299);
    assert_eq!(b.cv(PESSOA, &token).await.unwrap().status(), 200);
    b.passar(1);
    let resposta = b.cv(PESSOA, &token).await.unwrap();
    assert_eq!(resposta.status(), 401);
    assert_eq!(resposta.json::<Value>().await.unwrap()["code"], 401);
    assert_eq!(b.simulador.contagem().de(Endpoint::Pessoa), 2);
}

#[tokio::test]
async fn a_token_nobody_issued_or_none_at_all_is_refused() {
    let b = Bancada::nova().await;
    let outro = Bancada::nova().await.simulador.emitir_token("doralice", Papel::Cliente).unwrap();
    for token in ["", "isto-nao-e-um-token", &outro] {
        assert_eq!(b.cv(PESSOA, token).await.unwrap().status(), 401);
    }
}

#[tokio::test]
async fn each_role_is_answered_only_where_it_belongs() {
    let b = Bancada::nova().await;
    let esperado = [
        ("doralice", Papel::Cliente, 200, 401),
        ("valdete", Papel::Sindico, 401, 200),
        ("doralice", Papel::Gestor, 401, 401),
    ];
    for (pessoa, papel, na_pessoa, no_sindico) in esperado {
        let token = b.simulador.emitir_token(pessoa, papel).unwrap();
        assert_eq!(b.cv(PESSOA, &token).await.unwrap().status(), na_pessoa, "{papel:?}");
        assert_eq!(b.cv(SINDICO, &token).await.unwrap().status(), no_sindico, "{papel:?}");
    }
    let token = b.simulador.emitir_token("valdete", Papel::Sindico).unwrap();
    let sindica: Value = b.cv(SINDICO, &token).await.unwrap().json().await.unwrap();
    assert_eq!(sindica["empreendimentos"][0]["idempreendimento"], 3);
}

#[tokio::test]
async fn cv_answers_in_all_its_shapes() {
    let b = Bancada::nova().await;
    assert_eq!(b.pessoa("doralice").await["documento"], "390.533.447-05");
    assert_eq!(b.pessoa("benedito").await["dados"]["documento"], "714.287.938-60");
    assert_eq!(b.pessoa("lindalva").await["pessoas"][0]["documento"], "168.995.350-09");
    assert_eq!(b.pessoa("mangaba").await["documento"], "M4.NG8.B4X/0001-98");
    let jurandir = b.pessoa("jurandir").await;
    assert_eq!((&jurandir["documento"], &jurandir["idpessoa_int"]), (&json!("***.829.370-**"), &json!("C-1014")));
    let aiko = b.pessoa("aiko").await;
    assert_eq!((&aiko["documento_tipo"], &aiko["pessoa_estrangeira"]), (&json!("Passaporte"), &json!("Sim")));
    let jurema = b.pessoa("jurema").await;
    assert_eq!((&jurema["documento"], &jurema["idpessoa_int"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn the_signature_of_a_jwt_verifies_with_the_key_and_only_with_it() {
    let segredo = "um segredo de teste com bastante tamanho";
    let b = Bancada::com(Opcoes { token: TipoToken::Jwt { segredo: segredo.to_owned() }, ..Opcoes::default() }).await;
    let token = b.simulador.emitir_token("doralice", Papel::Cliente).unwrap();
    let mut regra = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::HS256);
    // The clock of the bench is not the machine's.
    regra.validate_exp = false;
    let ler = |chave: &str| {
        let chave = jsonwebtoken::DecodingKey::from_secret(chave.as_bytes());
        jsonwebtoken::decode::<Value>(&token, &chave, &regra)
    };
    let claims = ler(segredo).unwrap().claims;
    assert_eq!(
        (&claims["papel"], &claims["sub"], &claims["ambiente"]),
        (&json!("cliente"), &json!("1001"), &json!("horizonte"))
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    assert!(ler("outra chave de teste com bastante tamanho").is_err());
}

#[tokio::test]
async fn opaque_tokens_work_alike_and_no_two_are_equal() {
    let b = Bancada::com(Opcoes { token: TipoToken::Opaco, ..Opcoes::default() }).await;
    let emitir = || b.simulador.emitir_token("doralice", Papel::Cliente).unwrap();
    let (um, outro) = (emitir(), emitir());
    assert_ne!(um, outro);
    assert!(um.len() == 43 && !um.contains('.'));
    assert_eq!(b.cv(PESSOA, &um).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_good_token_can_be_exchanged_for_a_fresh_one() {
    let b = Bancada::nova().await;
    let token = b.simulador.emitir_token("doralice", Papel::Cliente).unwrap();
    b.passar(200);
    let resposta: Value = b.cv("api/v1/cliente/pessoa/token", &token).await.unwrap().json().await.unwrap();
    b.passar(200);
    assert_eq!(b.cv(PESSOA, &token).await.unwrap().status(), 401);
    assert_eq!(b.cv(PESSOA, resposta["token"].as_str().unwrap()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_back_office_tells_the_document_the_portal_masks() {
    let b = Bancada::nova().await;
    let url = b.simulador.cv_url().join("api/v1/cadastros/clientes?idcliente=1014").unwrap();
    let pedido = b.cliente.get(url.clone()).header("email", "api@horizonte.example");
    assert_eq!(pedido.try_clone().unwrap().send().await.unwrap().status(), 401);
    let corpo: Value = pedido.header("token", "cv-demo").send().await.unwrap().json().await.unwrap();
    assert_eq!(corpo["pessoas"][0]["documento"], "146.829.370-22");
    let sem_filtro = b.simulador.cv_url().join("api/v1/cadastros/clientes").unwrap();
    let resposta = b.cliente.get(sem_filtro).header("email", "a@b.example").header("token", "cv-demo").send().await;
    assert_eq!(resposta.unwrap().status(), 400);
}
