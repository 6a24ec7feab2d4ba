use http::{HeaderMap, HeaderName, HeaderValue, Method};
use proptest::prelude::*;

use super::*;

const TOKEN: &str = "abcdefghijklmnop-1";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");

fn parametros() -> Vec<String> {
    ["token", "access_token", "jwt", "t"].map(String::from).into()
}

fn pedir(metodo: &Method, query: &str, cabecalhos: &[(&str, &str)], corpo: &[u8]) -> Result<Lancamento, ErroIntake> {
    let mut mapa = HeaderMap::new();
    for (nome, valor) in cabecalhos {
        mapa.append(nome.parse::<HeaderName>().unwrap(), HeaderValue::from_bytes(valor.as_bytes()).unwrap());
    }
    receber(&Pedido { metodo, query: Some(query), cabecalhos: &mapa, corpo }, &parametros())
}

fn get(query: &str) -> Result<String, ErroIntake> {
    pedir(&Method::GET, query, &[], b"").map(|l| l.token.exposto().to_owned())
}

fn post(cabecalhos: &[(&str, &str)], corpo: impl AsRef<[u8]>) -> Result<String, ErroIntake> {
    pedir(&Method::POST, "", cabecalhos, corpo.as_ref()).map(|l| l.token.exposto().to_owned())
}

#[test]
fn the_token_is_found_wherever_cv_puts_it() {
    let esperado = Ok(TOKEN.to_owned());
    assert_eq!(get(&format!("token={TOKEN}")), esperado);
    assert_eq!(get(&format!("idunidade=7&t={TOKEN}&x=y")), esperado);
    assert_eq!(get(&format!("token=&jwt={TOKEN}")), esperado, "an empty parameter is an absent one");
    assert_eq!(get(&format!("%74oken={TOKEN}")), esperado, "names are percent-decoded too");
    assert_eq!(post(&[FORM], format!("access_token={TOKEN}")), esperado);
    assert_eq!(post(&[JSON], format!(r#"{{"jwt":"{TOKEN}","token":null,"pessoa":{{"id":1}}}}"#)), esperado);
    for esquema in ["Bearer", "bearer", "BEARER"] {
        let autorizacao = format!("{esquema}  {TOKEN} ");
        let visto = pedir(&Method::GET, "", &[("authorization", &autorizacao)], b"").unwrap();
        assert_eq!(visto.token.exposto(), TOKEN);
    }
    assert_eq!(post(&[("authorization", &format!("Bearer {TOKEN}"))], ""), esperado, "an empty body needs no type");
}

#[test]
fn the_same_token_in_every_place_is_one_token() {
    let autorizacao = format!("Bearer {TOKEN}");
    let lancamento = pedir(
        &Method::POST,
        &format!("token={TOKEN}&token={TOKEN}&t={TOKEN}"),
        &[("authorization", &autorizacao), ("authorization", "Basic dXNlcjpzZW5oYQ=="), FORM],
        format!("jwt={TOKEN}").as_bytes(),
    );
    assert_eq!(lancamento.unwrap().token.exposto(), TOKEN);
}

#[test]
fn two_different_tokens_are_refused_wherever_they_are() {
    let outro = "outro-token-diferente";
    for query in
        [format!("token={TOKEN}&token={outro}"), format!("token={TOKEN}&jwt={outro}"), format!("token={TOKEN}&t=1")]
    {
        assert_eq!(get(&query), Err(ErroIntake::Divergentes), "{query}");
    }
    let autorizacao = format!("Bearer {outro}");
    for (cabecalhos, corpo) in [
        (vec![FORM], format!("token={outro}")),
        (vec![JSON], format!(r#"{{"token":"{outro}"}}"#)),
        (vec![("authorization", autorizacao.as_str())], String::new()),
    ] {
        let query = format!("token={TOKEN}");
        let visto = pedir(&Method::POST, &query, &cabecalhos, corpo.as_bytes());
        assert_eq!(visto.unwrap_err(), ErroIntake::Divergentes, "{corpo}");
    }
    let repetido = format!(r#"{{"token":"{TOKEN}","token":"{outro}"}}"#);
    assert_eq!(post(&[JSON], repetido), Err(ErroIntake::Divergentes), "a repeated JSON member does not hide the first");
}

#[test]
fn length_is_judged_in_bytes_at_both_ends() {
    for (tamanho, esperado) in [
        (0, Err(ErroIntake::Ausente)),
        (1, Err(ErroIntake::Curto)),
        (15, Err(ErroIntake::Curto)),
        (16, Ok(())),
        (4096, Ok(())),
        (4097, Err(ErroIntake::Longo)),
        (5000, Err(ErroIntake::Longo)),
    ] {
        let token = "a".repeat(tamanho);
        assert_eq!(get(&format!("token={token}")).map(drop), esperado, "query, {tamanho}");
        assert_eq!(post(&[FORM], format!("token={token}")).map(drop), esperado, "form, {tamanho}");
        assert_eq!(post(&[JSON], format!(r#"{{"token":"{token}"}}"#)).map(drop), esperado, "json, {tamanho}");
        let autorizacao = format!("Bearer {token}");
        let visto = pedir(&Method::GET, "", &[("authorization", &autorizacao)], b"").map(drop);
        assert_eq!(visto, esperado, "bearer, {tamanho}");
    }
}

#[test]
fn characters_outside_the_charset_are_refused() {
    for ruim in
        ["%00", "%0d%0aSet-Cookie:x", "%20", "%7f", "%C3%A9", "%ff%fe", "%zz", "%", "<", "\"", "%F0%9F%98%80", "|", ";"]
    {
        assert_eq!(get(&format!("token=abcdefghijklmnop{ruim}")), Err(ErroIntake::Caracteres), "{ruim}");
    }
    assert_eq!(post(&[FORM], b"token=abcdefghijklmnop\xff"), Err(ErroIntake::Caracteres));
    assert_eq!(post(&[JSON], br#"{"token":"abcdefghijklmnop\u0007"}"#), Err(ErroIntake::Caracteres));
    let latim = pedir(&Method::GET, "", &[("authorization", "Bearer abcdefghijklmnopé")], b"");
    assert_eq!(latim.unwrap_err(), ErroIntake::Caracteres);
    let dois = pedir(&Method::GET, "", &[("authorization", "Bearer abcdefghijklmnop qrstuvwxyz")], b"");
    assert_eq!(dois.unwrap_err(), ErroIntake::Caracteres);
}

#[test]
fn plus_is_a_plus_encoded_or_not() {
    let base64 = "AAAA+BBBB/CCCC+DDDD==";
    assert_eq!(get(&format!("token={base64}")), Ok(base64.into()));
    assert_eq!(get("token=AAAA%2BBBBB%2FCCCC%2bDDDD%3D%3D"), Ok(base64.into()));
    assert_eq!(post(&[FORM], format!("token={base64}")), Ok(base64.into()));
    assert_eq!(
        get(&format!("token={base64}&jwt=AAAA%2BBBBB%2FCCCC%2bDDDD%3D%3D")),
        Ok(base64.into()),
        "one token, two spellings"
    );
}

#[test]
fn bodies_that_cannot_be_read_are_refused_by_kind() {
    let bom = format!("token={TOKEN}");
    for tipo in ["text/plain", "multipart/form-data; boundary=x", "application/xml", ""] {
        assert_eq!(post(&[("content-type", tipo)], &bom), Err(ErroIntake::TipoDeCorpo), "{tipo}");
    }
    assert_eq!(post(&[], &bom), Err(ErroIntake::TipoDeCorpo));
    for corpo in
        ["{", "[]", "\"abcdefghijklmnop\"", "1", "token=abcdefghijklmnop", "{\"token\":\"abcdefghijklmnop\"} x"]
    {
        assert_eq!(post(&[JSON], corpo), Err(ErroIntake::CorpoInvalido), "{corpo}");
    }
    assert_eq!(post(&[JSON], b"{\"token\":\"abcdefghijklmnop\xff\"}"), Err(ErroIntake::CorpoInvalido), "invalid UTF-8");
    assert_eq!(
        post(&[JSON], format!("{}{}", "{\"a\":".repeat(5000), "}")),
        Err(ErroIntake::CorpoInvalido),
        "deep nesting"
    );
    for valor in ["1234567890123456", "true", "[\"abcdefghijklmnop\"]", "{}"] {
        assert_eq!(post(&[JSON], format!(r#"{{"token":{valor}}}"#)), Err(ErroIntake::ValorNaoTexto), "{valor}");
    }
    let enchimento = "x=".to_owned() + &"y".repeat(CORPO_MAXIMO);
    assert_eq!(post(&[FORM], format!("token={TOKEN}&{enchimento}")), Err(ErroIntake::CorpoGrande));
    let no_limite = format!("token={TOKEN}&x=");
    assert_eq!(post(&[FORM], format!("{no_limite}{}", "y".repeat(CORPO_MAXIMO - no_limite.len()))), Ok(TOKEN.into()));
}

#[test]
fn only_get_and_post_launch_and_get_has_no_body() {
    for metodo in [Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS, Method::PATCH] {
        assert_eq!(pedir(&metodo, &format!("token={TOKEN}"), &[], b"").unwrap_err(), ErroIntake::Metodo, "{metodo}");
    }
    let corpo = format!("token={TOKEN}");
    assert_eq!(pedir(&Method::GET, "", &[FORM], corpo.as_bytes()).unwrap_err(), ErroIntake::Ausente);
}

#[test]
fn requests_without_a_token_are_told_so() {
    for query in ["", "&&", "token", "token=", "Token=abcdefghijklmnop", "outro=abcdefghijklmnop", "abcdefghijklmnop"] {
        assert_eq!(get(query), Err(ErroIntake::Ausente), "{query}");
    }
    for autorizacao in
        ["Bearer", "Bearer ", "Basic abcdefghijklmnop", "Bearerabcdefghijklmnop", "Token abcdefghijklmnop"]
    {
        let visto = pedir(&Method::GET, "", &[("authorization", autorizacao)], b"");
        assert_eq!(visto.unwrap_err(), ErroIntake::Ausente, "{autorizacao}");
    }
    let sem_query = receber(
        &Pedido { metodo: &Method::GET, query: None, cabecalhos: &HeaderMap::new(), corpo: b"" },
        &parametros(),
    );
    assert_eq!(sem_query.unwrap_err(), ErroIntake::Ausente);
}

#[test]
fn only_our_own_pages_are_destinations() {
    let destino =
        |texto: &str| pedir(&Method::GET, &format!("token={TOKEN}&destino={texto}"), &[], b"").unwrap().destino;
    for (texto, esperado, caminho) in [
        ("inicio", Destino::Inicio, "/"),
        ("boletos", Destino::Boletos, "/boletos"),
        ("boletos/aB-3_x", Destino::Boleto("aB-3_x".into()), "/boletos/aB-3_x"),
        ("extrato", Destino::Extrato, "/extrato"),
        ("notas", Destino::Notas, "/notas"),
        ("informe", Destino::Informes, "/informe"),
        ("informe%2F2025", Destino::Informe(2025), "/informe/2025"),
        ("quitacao", Destino::Quitacoes, "/quitacao"),
        ("quitacao/2024", Destino::Quitacao(2024), "/quitacao/2024"),
    ] {
        let visto = destino(texto).unwrap();
        assert_eq!((visto.caminho().as_str(), &visto), (caminho, &esperado));
    }
    for ruim in [
        "",
        "/inicio",
        "inicio/",
        "//exemplo.com",
        "https://exemplo.com",
        "boletos/",
        "boletos/..",
        "boletos/a/b",
        "boletos/%252e%252e",
        "boletos/a?b",
        "boletos%0d%0aX",
        "notas/",
        "notas/1",
        "extrato.pdf",
        "informe/",
        "informe/25",
        "informe/1999",
        "informe/+025",
        "informe/２０２５",
        "quitacao/2024/x",
        "javascript:alert(1)",
        "\\\\exemplo.com",
    ] {
        assert_eq!(destino(ruim), None, "{ruim}");
    }
    assert_eq!(destino(&format!("boletos/{}", "a".repeat(513))), None);
    let corpo = format!(r#"{{"token":"{TOKEN}","destino":"boletos"}}"#);
    assert_eq!(pedir(&Method::POST, "", &[JSON], corpo.as_bytes()).unwrap().destino, Some(Destino::Boletos));
}

#[test]
fn unknown_parameters_are_reported_by_name_and_never_when_the_name_may_be_a_value() {
    let query = format!(
        "token={TOKEN}&idunidade=7&origem=portal&idunidade=8&11144477735=1&eyJhbGciOiJIUzI1NiJ9&nome%20dela=x&unidades[]=1&{}=1",
        "a".repeat(33)
    );
    let lancamento = pedir(&Method::GET, &query, &[], b"").unwrap();
    assert_eq!(lancamento.outros_parametros, ["idunidade", "origem", "?", "unidades[]"]);
    let muitos: Vec<String> = ('a'..='z').map(|c| format!("&x{c}=1")).collect();
    let muitos = muitos.concat();
    assert_eq!(
        pedir(&Method::GET, &format!("token={TOKEN}{muitos}"), &[], b"").unwrap().outros_parametros.len(),
        OUTROS_MAXIMO
    );
}

#[test]
fn neither_the_launch_nor_its_errors_show_the_token() {
    let lancamento = pedir(&Method::GET, &format!("token={TOKEN}"), &[], b"").unwrap();
    assert!(!format!("{lancamento:?}").contains(TOKEN));
    for query in [format!("token={TOKEN}%00"), format!("token={TOKEN}&jwt=x{TOKEN}")] {
        let erro = get(&query).unwrap_err();
        assert!(!format!("{erro} {erro:?}").contains(TOKEN));
    }
}

proptest! {
    #[test]
    fn any_request_is_answered_and_any_accepted_token_is_within_the_rules(
        query in "(token|jwt|t|x|destino|%[0-9a-f]{2}|[&=+%]|\\PC){0,40}",
        tipo in 0..3_usize,
        corpo in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let tipo = ["application/json", "application/x-www-form-urlencoded", "text/html"][tipo];
        if let Ok(lancamento) = pedir(&Method::POST, &query, &[("content-type", tipo)], &corpo) {
            let token = lancamento.token.exposto();
            prop_assert!((MINIMO..=MAXIMO).contains(&token.len()));
            prop_assert!(token.bytes().all(|b| b.is_ascii_graphic()));
        }
    }

    #[test]
    fn any_token_of_the_charset_survives_every_way_in(token in "[A-Za-z0-9._~+/=-]{16,200}") {
        prop_assert_eq!(get(&format!("token={token}")), Ok(token.clone()));
        prop_assert_eq!(post(&[FORM], format!("token={token}")), Ok(token.clone()));
        prop_assert_eq!(post(&[JSON], format!(r#"{{"token":"{token}"}}"#)), Ok(token.clone()));
        let codificado: Vec<String> = token.bytes().map(|b| format!("%{b:02X}")).collect();
        let codificado = codificado.concat();
        prop_assert_eq!(get(&format!("token={codificado}")), Ok(token.clone()));
    }
}
