//! UAU, mapped ERPs and CV itself.

use std::time::Duration;

use secrecy::ExposeSecret;

use super::{COMPLETO, Pasta, avisos, carregar, carregar_com, linhas, mensagens};
use crate::server::config::{Autenticacao, TipoErp};

const UAU: &str = r#"[incorporadora.erp]
tipo = "uau"
url = "https://uau.horizonte.example:50801/uauAPI"
integracao = "SEGREDO-integracao"
login = "portal"
senha = "SEGREDO-senha"
"#;

const MAPEADO: &str = r#"[incorporadora.erp]
tipo = "mapped"
url = "https://api.horizonte.example"
autenticacao = { tipo = "bearer", token = "SEGREDO-token" }

[incorporadora.erp.operacoes.boletos]
caminho = "/titulos"
query = { cpf = "{documento}" }
[incorporadora.erp.operacoes.boletos.campos]
id = "codigo"
documento-titular = "cpf"
valor = "valor"
vencimento = "venc"
"#;

const CV: &str = "[incorporadora.erp]\ntipo = \"cv\"\n";

/// The complete file with another section of the ERP.
fn com_erp(erp: &str) -> String {
    let inicio = COMPLETO.find("[incorporadora.erp]\n").unwrap();
    let fim = COMPLETO.find("[[incorporadora.condominio]]").unwrap();
    format!("{}{erp}\n{}", &COMPLETO[..inicio], &COMPLETO[fim..])
}

fn trocado(erp: &str, de: &str, para: &str) -> String {
    com_erp(&super::trocar(erp, de, para))
}

#[test]
fn uau_has_its_own_keys_and_limits() {
    let config = carregar(&com_erp(UAU)).unwrap();
    let erp = &config.incorporadoras[0].erp;
    let TipoErp::Uau(uau) = &erp.tipo else { panic!("{erp:?}") };
    assert_eq!((uau.versao.as_str(), uau.login.as_str(), uau.permitir_escrita), ("v1.0", "portal", false));
    assert_eq!(uau.integracao.expose_secret(), "SEGREDO-integracao");
    assert_eq!((erp.limites.simultaneas, erp.limites.por_minuto), (2, 60));
    assert_eq!(erp.limites.timeout, Duration::from_secs(25));
    assert!(!format!("{config:?}").contains("SEGREDO") && !format!("{erp:?}").contains("portal"));

    let aviso = avisos(&com_erp(&format!("{UAU}limites = {{ simultaneas = 3 }}\n")));
    assert!(aviso.contains("erp.limites.simultaneas: o UAU não atende mais de 2"), "{aviso}");
    assert!(avisos(&trocado(UAU, "\"portal\"", "\"portal12\"")).contains("erp.login"));
}

#[test]
fn every_mistake_about_uau_is_said_at_once_with_its_key() {
    let ruim = UAU
        .replace("uauAPI\"", "uauAPI/api\"\nversao = \"um\"\npermitir-escrita = true")
        .replace("\"portal\"", "\"usuario.portal\"")
        .replace("senha = \"SEGREDO-senha\"\n", "");
    let ditas = mensagens(&com_erp(&ruim));
    for parte in
        ["erp.versao: ", "erp.login: `login` tem mais de 8", "erp.permitir-escrita: ", "erp.senha: falta", "erp.url: "]
    {
        assert!(ditas.contains(parte), "{parte}\n{ditas}");
    }
    assert!(!ditas.contains("SEGREDO"));
}

#[test]
fn cv_needs_nothing_but_its_name_and_takes_the_rest_from_the_portal() {
    let config = carregar(&com_erp(CV)).unwrap();
    let horizonte = &config.incorporadoras[0];
    let erp = &horizonte.erp;
    assert!(matches!(erp.tipo, TipoErp::Cv));
    assert_eq!(erp.url, horizonte.portal.url);
    assert_eq!(erp.documentos_hosts, [horizonte.portal.url.host_str().unwrap()]);
    assert!(erp.caminhos.is_empty());
    assert_eq!((erp.limites.simultaneas, erp.limites.por_minuto), (2, 120));

    let texto = format!(
        "{CV}url = \"https://api.cv.example\"\ndocumentos-hosts = [\"arquivos.cv.example\"]\n\
         caminhos = {{ boletos = \"/api/v1/cliente/boleto\", contratos = \"/api/v1/cliente/contratos?idunidade={{idunidade}}\" }}\n"
    );
    let erp = carregar(&com_erp(&texto)).unwrap().incorporadoras.remove(0).erp;
    assert_eq!(
        (erp.url.as_str(), erp.documentos_hosts.as_slice()),
        ("https://api.cv.example/", &["arquivos.cv.example".to_owned()][..])
    );
    assert_eq!(erp.caminhos["contratos"], "/api/v1/cliente/contratos?idunidade={idunidade}");

    let aviso = avisos(&com_erp(&format!("{CV}limites = {{ por-minuto = 200 }}\n")));
    assert!(aviso.contains("erp.limites.por-minuto: o CV recusa tudo por um minuto"), "{aviso}");
}

#[test]
fn every_mistake_about_cv_is_said_at_once_with_its_key() {
    let ruim = format!(
        "{CV}url = \"https://h.cvcrm.com.br/api/v1\"\nautenticacao = {{ tipo = \"nenhuma\" }}\n\
         [incorporadora.erp.caminhos]\nboletos = \"boleto\"\nboleto-pdf = \"/x\"\nextrato = \"/x/{{ano}}\"\nclientes = \"/c\"\n"
    );
    let ditas = mensagens(&com_erp(&ruim));
    for parte in [
        "erp.url: `url` é só o endereço do ambiente",
        "erp.autenticacao: não se aplica a tipo = \"cv\". Retire a chave: o CV é consultado só com o token",
        "erp.caminhos.boletos: `caminhos.boletos` precisa começar com /",
        "erp.caminhos.boleto-pdf: `caminhos.boleto-pdf` precisa de {idboleto}",
        "erp.caminhos.extrato: `caminhos.extrato` não tem o que pôr em {ano}",
        "erp.caminhos.clientes: `caminhos.clientes` não existe; as chaves são: pessoa,",
    ] {
        assert!(ditas.contains(parte), "{parte}\n{ditas}");
    }
    assert_eq!(ditas.lines().count(), 6, "{ditas}");
}

#[test]
fn the_paths_of_cv_are_those_of_its_adapter() {
    for recurso in erp_cv::Recurso::TODOS {
        let texto = format!("{CV}caminhos = {{ {} = {:?} }}\n", recurso.chave(), recurso.padrao());
        assert_eq!(mensagens(&com_erp(&texto)), "", "{}", recurso.chave());
    }
}

#[test]
fn keys_of_another_adapter_are_refused_by_name() {
    for (erp, chave, linha) in [
        (UAU, "autenticacao", "autenticacao = { tipo = \"nenhuma\" }"),
        (UAU, "documentos-hosts", "documentos-hosts = [\"a.example\"]"),
        (UAU, "caminhos", "caminhos = { clientes = \"/c\" }"),
        (UAU, "mapeamento-file", "mapeamento-file = \"m.toml\""),
        (CV, "autenticacao", "autenticacao = { tipo = \"nenhuma\" }"),
        (CV, "operacoes", "operacoes = {}"),
        (CV, "login", "login = \"portal\""),
        (MAPEADO, "caminhos", "caminhos = { clientes = \"/c\" }"),
        (MAPEADO, "versao", "versao = \"v1\""),
        (MAPEADO, "integracao", "integracao = \"SEGREDO\""),
    ] {
        let ditas = mensagens(&trocado(erp, "[incorporadora.erp]\n", &format!("[incorporadora.erp]\n{linha}\n")));
        assert!(ditas.contains(&format!("erp.{chave}: não se aplica a tipo = ")), "{chave}: {ditas}");
        assert_eq!(ditas.lines().count(), 1, "{ditas}");
    }
    let rest = mensagens(&super::com("tipo = \"rest\"\n", "tipo = \"rest\"\nmapeamento-file = \"m.toml\"\n"));
    assert!(rest.contains("erp.mapeamento-file: não se aplica a tipo = \"rest\""), "{rest}");
}

#[test]
fn a_mapping_is_compiled_and_its_mistakes_have_lines() {
    let config = carregar(&com_erp(MAPEADO)).unwrap();
    assert!(matches!(&config.incorporadoras[0].erp.tipo, TipoErp::Mapped(m) if m.operacoes().eq(["boletos"])));
    // Three mistakes in one pass, each on its line.
    let ruim = MAPEADO
        .replace("id = \"codigo\"", "id = \"codigo[\"")
        .replace("valor = \"valor\"", "valro = \"valor\"")
        .replace("{documento}", "{documeto}");
    let texto = com_erp(&ruim);
    let ditas = mensagens(&texto);
    for (chave, trecho) in [
        ("operacoes.boletos.campos.id", "id = \"codigo["),
        ("operacoes.boletos.campos.valro", "valro = "),
        ("operacoes.boletos.query.cpf", "query = "),
    ] {
        let linha = 1 + texto.lines().position(|l| l.starts_with(trecho)).unwrap();
        let esperada = format!("Leptos.toml:{linha}: incorporadora[horizonte].erp.{chave}: ");
        assert!(ditas.contains(&esperada), "{esperada}\n{ditas}");
    }
    let sem = mensagens(&com_erp(MAPEADO.split("\n\n").next().unwrap()));
    assert!(sem.contains("erp.mapeamento-file: falta esta chave"), "{sem}");
}

#[test]
fn a_mapping_in_a_file_is_read_from_the_folder_of_the_configuration() {
    let pasta = Pasta::nova();
    let cabeca = MAPEADO.split("\n\n").next().unwrap();
    let corpo = MAPEADO.split("\n\n").nth(1).unwrap().replace("incorporadora.erp.", "");
    let com_arquivo = com_erp(&format!("{cabeca}\nmapeamento-file = \"mapas/meu.toml\"\n"));
    assert!(pasta.mensagens(&com_arquivo).contains("erp.mapeamento-file: o arquivo PASTA/mapas/meu.toml não existe"));
    pasta.gravar("mapas/meu.toml", &corpo);
    assert_eq!(pasta.mensagens(&com_arquivo), "");
    pasta.gravar("mapas/meu.toml", corpo.replace("valor = \"valor\"", "valor = 3"));
    let ditas = pasta.mensagens(&com_arquivo);
    assert!(ditas.starts_with("PASTA/mapas/meu.toml:7: operacoes.boletos.campos.valor: "), "{ditas}");
    pasta.gravar("mapas/meu.toml", "[operacoes\n");
    let ditas = pasta.mensagens(&com_arquivo);
    assert!(ditas.starts_with("PASTA/mapas/meu.toml:1: coluna"), "{ditas}");
    let ambos = MAPEADO.replace("[incorporadora.erp]\n", "[incorporadora.erp]\nmapeamento-file = \"mapas/meu.toml\"\n");
    assert!(
        pasta.mensagens(&com_erp(&ambos)).contains("`mapeamento-file` e `operacoes` foram definidas ao mesmo tempo")
    );
}

#[test]
fn a_mapped_erp_has_two_more_ways_to_log_in() {
    let com_aut = |aut: &str| trocado(MAPEADO, "{ tipo = \"bearer\", token = \"SEGREDO-token\" }", aut);
    let oauth2 = "{ tipo = \"oauth2\", token-url = \"https://a.example/t\", client-id = \"c\", client-secret = \"SEGREDO\", escopo = \"ler\", envio = \"corpo\" }";
    let config = carregar(&com_aut(oauth2)).unwrap();
    let Autenticacao::OAuth2 { token_url, escopo, envio, .. } = &config.incorporadoras[0].erp.autenticacao else {
        panic!("not oauth2");
    };
    assert_eq!((token_url.as_str(), escopo.as_deref()), ("https://a.example/t", Some("ler")));
    assert_eq!(*envio, erp_mapped::EnvioCredencial::Corpo);
    assert!(!format!("{config:?}").contains("SEGREDO"));

    let faltas = mensagens(&com_aut("{ tipo = \"oauth2\", envio = \"carta\" }"));
    for chave in ["token-url: falta", "client-id: falta", "client-secret: falta", "envio: «carta»"] {
        assert!(faltas.contains(&format!("erp.autenticacao.{chave}")), "{chave}: {faltas}");
    }
    let login =
        "{ tipo = \"login\", usuario = \"u\", senha = \"SEGREDO\", cabecalhos = { tenantId = \"x\", host = \"y\" } }";
    let ditas = mensagens(&com_aut(login));
    assert!(ditas.contains("erp.autenticacao.tipo: \"login\" precisa de [login] no mapeamento"), "{ditas}");
    assert!(ditas.contains("erp.autenticacao.cabecalhos.host: "), "{ditas}");
    // Both are of mapped ERPs only.
    for tipo in ["oauth2", "login"] {
        let ditas = mensagens(&super::com("tipo = \"basic\"", &format!("tipo = \"{tipo}\"")));
        assert!(ditas.contains(&format!("\"{tipo}\" só existe com erp.tipo = \"mapped\"")), "{ditas}");
    }
}

#[test]
fn the_environment_reaches_the_keys_of_every_adapter() {
    let base = "FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__";
    let variavel = |nome: &str| format!("{base}{nome}");
    let (senha, versao) = (variavel("SENHA"), variavel("VERSAO"));
    let texto = trocado(UAU, "senha = \"SEGREDO-senha\"", "senha-file = \"nao/existe\"");
    let config = carregar_com(&texto, &[(senha.as_str(), "outra"), (versao.as_str(), "v2")]).unwrap();
    let TipoErp::Uau(uau) = &config.incorporadoras[0].erp.tipo else { panic!("not UAU") };
    assert_eq!((uau.senha.expose_secret(), uau.versao.as_str()), ("outra", "v2"));
    let arquivo = variavel("MAPEAMENTO_FILE");
    let ditas = linhas(carregar_com(&com_erp(MAPEADO), &[(arquivo.as_str(), "m.toml")]));
    assert!(ditas.contains("definidas ao mesmo tempo"), "{ditas}");
}
