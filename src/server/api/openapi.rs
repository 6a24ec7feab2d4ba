//! `/api/v1/openapi.json`: the document of this API, made from the handlers and the types they answer with.

use std::sync::LazyLock;

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use serde_json::Value;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self, Content, Header, ObjectBuilder, OpenApi as Documento, Ref, RefOr, ResponseBuilder,
        link::Link,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::{Schema, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::erro::{self, Problema};
use crate::server::state::AppState;

/// Name of the security scheme.
const TOKEN: &str = "token_do_portal";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Financeiro do portal do cliente",
        version = "1",
        description = "O financeiro de quem comprou um imóvel, para portais próprios e chatbots: os mesmos dados e as mesmas regras \
                       das páginas do plugin. Cada chamada leva o token que o CV deu à pessoa (`Authorization: Bearer`), e só \
                       responde com dados dela. A API só lê.",
        license(name = "MIT", identifier = "MIT"),
    ),
    paths(
        servir,
        super::contratos::listar,
        super::extrato::parcelas,
        super::boletos::listar,
        super::boletos::um,
        super::boletos::segunda_via,
        super::boletos::pix,
        super::extrato::extrato,
        super::extrato::pdf,
        super::extrato::xlsx,
        super::extrato::csv,
        super::extrato::ics,
        super::notas::listar,
        super::notas::pdf,
        super::notas::xml,
        super::quitacoes::listar,
        super::quitacoes::do_ano,
        super::quitacoes::pdf,
        super::informes::listar,
        super::informes::do_ano,
        super::informes::pdf,
        super::informes::demonstrativo,
    ),
    components(schemas(erro::Corpo)),
    modifiers(&Comum)
)]
struct Api;

/// Made once: it depends on nothing but the program.
static TEXTO: LazyLock<String> = LazyLock::new(|| documento().to_string());

/// The document.
fn documento() -> Value {
    let mut documento = serde_json::to_value(Api::openapi()).unwrap_or_default();
    // utoipa 5 writes the names of a link's members as they are in Rust, and OpenAPI does not know them.
    let ligacoes = documento["paths"].as_object_mut().into_iter().flat_map(serde_json::Map::values_mut);
    for resposta in ligacoes.filter_map(|item| item.pointer_mut("/get/responses/200/links")?.as_object_mut()) {
        for ligacao in resposta.values_mut().filter_map(Value::as_object_mut) {
            let operacao = ligacao.remove("operation_id");
            ligacao.extend(operacao.map(|operacao| ("operationId".to_owned(), operacao)));
        }
    }
    documento
}

/// Este documento
///
/// Público: não diz nada de ninguém.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "documento", operation_id = "documento",
    responses((status = 200, description = "O documento OpenAPI 3.1.", body = Object)))]
pub(super) async fn servir(State(estado): State<AppState>, pedido: Request) -> Result<Response, Problema> {
    if !estado.entradas.values().any(|entrada| entrada.incorporadora.api) {
        return Err(Problema::nao_encontrado());
    }
    if let Some(nome) = pedido.uri().query().and_then(|q| url::form_urlencoded::parse(q.as_bytes()).next()) {
        return Err(Problema::parametro_desconhecido(&nome.0));
    }
    let tipo = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, tipo)], TEXTO.as_str()).into_response())
}

/// Where the parameters of an operation come from: the operation that answers with them, the one that takes them, and for each
/// parameter of that one where in the answer it is.
type Ligacao = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const BOLETO: &[(&str, &str)] = &[("referencia", "$response.body#/boletos/0/referencia")];
const CONTRATO: &[(&str, &str)] = &[("contrato", "$response.body#/contratos/0/referencia")];
const NOTA: &[(&str, &str)] = &[("referencia", "$response.body#/notas/0/referencia")];
const ANO: &[(&str, &str)] = &[("ano", "$response.body#/anos/0/ano")];
/// Of the last year that is over: the running one has none.
const DECLARACAO: &[(&str, &str)] =
    &[("ano", "$response.body#/anos/1/ano"), ("referencia", "$response.body#/anos/1/declaracoes/0/referencia")];

const LIGACOES: [Ligacao; 16] = [
    ("contratos", "boletos", CONTRATO),
    ("contratos", "parcelas", CONTRATO),
    ("contratos", "extrato", CONTRATO),
    ("contratos", "extrato-pdf", CONTRATO),
    ("contratos", "extrato-xlsx", CONTRATO),
    ("contratos", "extrato-csv", CONTRATO),
    ("boletos", "boleto", BOLETO),
    ("boletos", "boleto-pdf", BOLETO),
    ("boletos", "boleto-pix", BOLETO),
    ("notas", "nota-pdf", NOTA),
    ("notas", "nota-xml", NOTA),
    ("quitacoes", "quitacoes-do-ano", ANO),
    ("quitacoes", "quitacao-pdf", DECLARACAO),
    ("informes", "informe-do-ano", ANO),
    ("informes", "informe-pdf", ANO),
    ("informes", "demonstrativo-pdf", ANO),
];

/// What every operation has in common, written once.
struct Comum;

/// Status, description, and whether it comes with `Retry-After`.
const RECUSAS: [(&str, &str, bool); 10] = [
    ("400", "Um parâmetro está errado ou não existe; `parametro` diz qual.", false),
    ("401", "Falta o token, ou o CV não o reconhece como de um cliente desta incorporadora.", false),
    ("403", "O CV reconhece o token, mas o cadastro da pessoa não permite responder (sem documento, inativo).", false),
    ("404", "Não existe, não é desta pessoa, ou o sistema da incorporadora não a conhece ou não oferece isto.", false),
    ("422", "O sistema da incorporadora recusou a consulta; `mensagem` traz as palavras dele.", false),
    ("429", "Pedidos demais deste token ou deste endereço.", true),
    ("500", "Erro do plugin.", false),
    ("502", "O CV ou o sistema da incorporadora respondeu algo em que não dá para confiar.", true),
    ("503", "O CV ou o sistema da incorporadora está fora do ar ou em manutenção.", true),
    ("504", "O CV ou o sistema da incorporadora não respondeu a tempo.", true),
];

impl Modify for Comum {
    fn modify(&self, documento: &mut Documento) {
        let esquema = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "Token do portal do cliente, como o CV o dá em `validar-autenticacao` ou `autenticacao`.",
            ))
            .build();
        let componentes = documento.components.get_or_insert_default();
        componentes.add_security_scheme(TOKEN, SecurityScheme::Http(esquema));
        for (caminho, item) in &mut documento.paths.paths {
            let Some(operacao) = item.get.as_mut() else { continue };
            if caminho.contains("{incorporadora}") {
                operacao.security = Some(vec![SecurityRequirement::new(TOKEN, Vec::<String>::new())]);
                operacao.parameters.get_or_insert_default().insert(0, incorporadora());
                recusas(operacao, |_| true);
                arquivo(operacao);
                ligar(operacao);
            } else {
                operacao.security = Some(Vec::new());
                recusas(operacao, |status| ["400", "404", "429", "500"].contains(&status));
            }
        }
    }
}

fn incorporadora() -> Parameter {
    let texto: RefOr<Schema> = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[a-z0-9-]{1,40}$")).into();
    ParameterBuilder::new()
        .name("incorporadora")
        .parameter_in(ParameterIn::Path)
        .required(openapi::Required::True)
        .description(Some("A incorporadora, como no endereço do plugin."))
        .example(Some("horizonte".into()))
        .schema(Some(texto))
        .build()
}

fn recusas(operacao: &mut Operation, tem: impl Fn(&str) -> bool) {
    for (status, descricao, espera) in RECUSAS.into_iter().filter(|(status, ..)| tem(status)) {
        let corpo = Content::new(Some(Ref::from_schema_name("Problema")));
        let mut resposta = ResponseBuilder::new().description(descricao).content(erro::TIPO, corpo);
        if espera {
            resposta =
                resposta.header("Retry-After", cabecalho(Type::Integer, "Segundos até valer a pena tentar de novo."));
        }
        if status == "401" {
            resposta = resposta.header("WWW-Authenticate", cabecalho(Type::String, "Sempre `Bearer`."));
        }
        operacao.responses.responses.insert(status.to_owned(), resposta.build().into());
    }
}

/// A file comes with its name.
fn arquivo(operacao: &mut Operation) {
    let Some(RefOr::T(certa)) = operacao.responses.responses.get_mut("200") else { return };
    if !certa.content.contains_key("application/json") {
        certa.headers.insert("Content-Disposition".to_owned(), cabecalho(Type::String, "Nome do arquivo."));
    }
}

/// The first thing of a list as the way to the operations about one.
fn ligar(operacao: &mut Operation) {
    let nome = operacao.operation_id.clone().unwrap_or_default();
    let Some(RefOr::T(certa)) = operacao.responses.responses.get_mut("200") else { return };
    for (_, para, parametros) in LIGACOES.iter().filter(|(de, ..)| *de == nome) {
        let mut ligacao = Link::builder().operation_id(*para).parameter("incorporadora", "$request.path.incorporadora");
        for (parametro, onde) in *parametros {
            ligacao = ligacao.parameter(*parametro, *onde);
        }
        certa.links.insert((*para).to_owned(), ligacao.build().into());
    }
}

fn cabecalho(tipo: Type, descricao: &str) -> Header {
    let esquema: Schema = ObjectBuilder::new().schema_type(tipo).into();
    let mut cabecalho = Header::new(esquema);
    cabecalho.description = Some(descricao.to_owned());
    cabecalho
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use utoipa::ToSchema as _;

    use super::*;

    fn json() -> Value {
        serde_json::from_str(&TEXTO).unwrap()
    }

    #[test]
    fn the_document_and_the_router_name_the_same_routes() {
        let no_documento: BTreeSet<String> = json()["paths"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(no_documento, super::super::caminhos());
    }

    #[test]
    fn it_is_openapi_3_1_and_every_reference_in_it_leads_somewhere() {
        fn referencias(valor: &Value, achadas: &mut BTreeSet<String>) {
            match valor {
                Value::Object(mapa) => {
                    if let Some(Value::String(alvo)) = mapa.get("$ref") {
                        achadas.insert(alvo.clone());
                    }
                    mapa.values().for_each(|v| referencias(v, achadas));
                }
                Value::Array(lista) => lista.iter().for_each(|v| referencias(v, achadas)),
                _ => {}
            }
        }
        let json = json();
        assert!(json["openapi"].as_str().unwrap().starts_with("3.1."), "{}", json["openapi"]);
        let mut achadas = BTreeSet::new();
        referencias(&json, &mut achadas);
        assert!(achadas.len() > 20, "{}", achadas.len());
        for alvo in achadas {
            let ponteiro = alvo.strip_prefix('#').unwrap();
            assert!(json.pointer(ponteiro).is_some(), "{alvo}");
        }
    }

    #[test]
    fn whatever_is_about_a_person_needs_the_token_and_says_how_it_fails() {
        for (caminho, item) in json()["paths"].as_object().unwrap() {
            let operacao = &item["get"];
            assert!(operacao["operationId"].is_string() && operacao["summary"].is_string(), "{caminho}");
            assert_eq!(item.as_object().unwrap().len(), 1, "{caminho}: nothing but GET");
            let pessoal = caminho.contains("{incorporadora}");
            assert_eq!(operacao["security"][0].is_object(), pessoal, "{caminho}");
            for status in ["200", "400", "404", "429", "500"] {
                assert!(operacao["responses"][status].is_object(), "{caminho} {status}");
            }
            for status in ["401", "403", "422", "502", "503", "504"] {
                assert_eq!(operacao["responses"][status].is_object(), pessoal, "{caminho} {status}");
            }
        }
    }

    #[test]
    fn a_link_leads_from_one_operation_to_another_and_fills_its_path() {
        let json = json();
        let operacoes: Vec<(&String, &Value)> =
            json["paths"].as_object().unwrap().iter().map(|(caminho, item)| (caminho, &item["get"])).collect();
        let achar = |id: &str| operacoes.iter().find(|(_, o)| o["operationId"] == id).unwrap_or_else(|| panic!("{id}"));
        for (de, para, parametros) in LIGACOES {
            let ligacao = &achar(de).1["responses"]["200"]["links"][para];
            assert_eq!(ligacao["operationId"], para, "{de}");
            assert!(ligacao["parameters"]["incorporadora"].is_string() && ligacao.as_object().unwrap().len() == 2);
            let (caminho, destino) = achar(para);
            for (nome, _) in parametros {
                assert!(destino["parameters"].as_array().unwrap().iter().any(|p| p["name"] == *nome), "{para} {nome}");
            }
            let preenchidos =
                parametros.iter().fold((*caminho).clone(), |c, (nome, _)| c.replace(&format!("{{{nome}}}"), ""));
            assert!(!preenchidos.replace("{incorporadora}", "").contains('{'), "{caminho} from {de}");
        }
    }

    #[test]
    fn no_two_types_have_one_name() {
        let mut todos = Vec::new();
        super::super::contratos::ListaDeContratos::schemas(&mut todos);
        super::super::boletos::ListaDeBoletos::schemas(&mut todos);
        super::super::boletos::UmBoleto::schemas(&mut todos);
        super::super::extrato::Extrato::schemas(&mut todos);
        super::super::notas::ListaDeNotas::schemas(&mut todos);
        super::super::quitacoes::ListaDeQuitacoes::schemas(&mut todos);
        super::super::informes::ListaDeInformes::schemas(&mut todos);
        super::super::informes::DoAno::schemas(&mut todos);
        let mut vistos: std::collections::BTreeMap<String, Value> = std::collections::BTreeMap::new();
        for (nome, esquema) in todos {
            let esquema = serde_json::to_value(esquema).unwrap();
            let visto = vistos.entry(nome.clone()).or_insert_with(|| esquema.clone());
            assert_eq!(*visto, esquema, "{nome} means two things");
        }
        assert!(vistos.len() > 20, "{}", vistos.len());
    }

    #[test]
    fn every_field_is_always_there() {
        for (nome, esquema) in json()["components"]["schemas"].as_object().unwrap() {
            let Some(campos) = esquema["properties"].as_object() else { continue };
            let obrigatorios: BTreeSet<&str> =
                esquema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert_eq!(campos.keys().map(String::as_str).collect::<BTreeSet<_>>(), obrigatorios, "{nome}");
        }
    }
}
