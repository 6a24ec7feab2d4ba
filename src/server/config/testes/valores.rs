//! What a correct file becomes.

use std::time::Duration;

use secrecy::ExposeSecret;

use super::{COMPLETO, carregar, com, mensagens, trocar};
use crate::server::config::{Autenticacao, Manutencao, PaginaCv, Papel, Reuso, TokenEm};

#[test]
fn every_key_arrives_in_its_field() {
    let config = carregar(COMPLETO).unwrap();
    assert_eq!(config.servidor.url_publica.as_str(), "https://financeiro.exemplo.com.br/");
    let proxies: Vec<_> = config.servidor.proxies_confiaveis.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["127.0.0.1/32", "10.0.0.7/32"]);
    assert_eq!(config.servidor.metricas.unwrap().port(), 9000);
    assert!(config.armazenamento.url.starts_with("postgres://"));
    assert_eq!(config.armazenamento.chaves_file.to_str(), Some("dados/chaves.json"));
    assert_eq!(config.sessao.inatividade, Duration::from_mins(15));
    assert_eq!(config.sessao.maxima, Duration::from_mins(90));
    assert!(!config.desenvolvimento.permitir_loopback);

    let horizonte = config.incorporadora("horizonte").unwrap();
    assert_eq!(horizonte.nome, "Construtora Horizonte");
    assert_eq!(horizonte.cor.para_css(), "#0b6e4f");
    assert_eq!(horizonte.contato.telefone.as_deref(), Some("(79) 3000-0000"));
    assert_eq!(horizonte.contato.email.as_deref(), Some("financeiro@horizonte.example"));
    assert_eq!(horizonte.beneficiarios, ["Horizonte SPE"]);
    let feriados: Vec<_> = horizonte.feriados_municipais.iter().map(ToString::to_string).collect();
    assert_eq!(feriados, ["2026-12-08", "2027-03-17"]);
    assert_eq!(horizonte.condominios[0].cnpj.normalizado(), "12ABC34501DE35");
    let empresa = &horizonte.empresa;
    assert_eq!(empresa.razao_social.as_deref(), Some("Horizonte Empreendimentos Ltda."));
    assert_eq!(empresa.cnpj.as_ref().unwrap().normalizado(), "H0R1Z0NT000140");
    assert_eq!(empresa.endereco.as_deref(), Some("Avenida das Gaivotas, 1450, Aracaju/SE"));
    assert!(empresa.logo.is_some());
    assert_eq!(empresa.modelos.as_deref().and_then(std::path::Path::to_str), Some("crates/documents/modelos"));
    let emissao = horizonte.quitacao.as_ref().unwrap();
    assert_eq!(emissao.signatario, "Aurora Menezes");
    assert_eq!(emissao.cargo.as_deref(), Some("Diretora financeira"));
    assert_eq!(emissao.cidade.as_deref(), Some("Aracaju"));
    assert!(emissao.texto.as_ref().unwrap().como_escrita().contains("{ano}"));

    let portal = &horizonte.portal;
    assert_eq!(portal.url.as_str(), "https://horizonte.cvcrm.com.br/");
    assert_eq!(portal.frame_ancestors, ["https://horizonte.cvcrm.com.br", "https://portal.horizonte.example:8443"]);
    assert_eq!(portal.token_parametros, ["token", "jwt"]);
    assert_eq!(portal.reuso, Reuso::Nunca);
    assert_eq!(portal.servico.as_ref().unwrap().token.expose_secret(), "SEGREDO-servico");
    assert_eq!(portal.jwt.as_ref().unwrap().audiencia.as_deref(), Some("financeiro"));
    assert_eq!(portal.cliente.metodo, http::Method::POST);
    assert_eq!(portal.cliente.token_em, TokenEm::Json("/acesso/token".to_owned()));
    assert_eq!(portal.cliente.id_erp, ["/idpessoa_int"]);
    assert_eq!(portal.sindico.as_ref().unwrap().papel.as_ref().unwrap().valor, "2");

    let erp = &horizonte.erp;
    assert_eq!(erp.url.as_str(), "https://erp.horizonte.example/api");
    assert!(matches!(&erp.autenticacao, Autenticacao::Basic { usuario, senha }
        if usuario == "portal" && senha.expose_secret() == "SEGREDO-senha"));
    assert_eq!((erp.limites.simultaneas, erp.limites.por_minuto), (2, 60));
    assert_eq!(erp.limites.timeout, Duration::from_secs(10));
    assert_eq!(erp.limites.manutencao, Manutencao::ler("23:30-01:15"));
    assert!(erp.limites.manutencao.is_some());
    assert_eq!(config.armazenamento.ultimos, Duration::from_hours(6));
    assert_eq!((config.armazenamento.acessos_dias, config.armazenamento.auditoria_dias), (200, 2000));
    assert!(config.incorporadoras[0].sindico.por_unidade);
    assert!(config.incorporadoras[0].associados.ver_titular);
    assert_eq!(config.incorporadoras[0].portal.paginas, [PaginaCv::Dados, PaginaCv::Mensagens].into());
    assert_eq!(config.incorporadoras[0].portal.documentos_hosts, ["cdn.horizonte.example"]);
    assert_eq!(erp.documentos_hosts, ["arquivos.horizonte.example"]);
    assert_eq!(erp.caminhos["boletos-abertos"], "/v2/boletos");
    assert_eq!(erp.caminhos.len(), 8);
}

#[test]
fn what_is_left_out_has_the_default_of_the_manual() {
    let minimo = r##"
[package.metadata.leptos]
output-name = "financeiro"
[servidor]
url-publica = "https://financeiro.exemplo.com.br"
[armazenamento]
url = "sqlite://dados/financeiro.db"
chaves-file = "dados/chaves.json"
[[incorporadora]]
slug = "horizonte"
nome = "Construtora Horizonte"
cor = "#0b6e4f"
contato = { telefone = "(79) 3000-0000" }
[incorporadora.portal]
url = "https://horizonte.cvcrm.com.br/base"
[incorporadora.portal.cliente]
caminho = "/api/v1/cliente/pessoa"
[incorporadora.erp]
tipo = "rest"
url = "https://erp.horizonte.example/api"
autenticacao = { tipo = "nenhuma" }
"##;
    let config = carregar(minimo).unwrap();
    assert!(config.servidor.proxies_confiaveis.is_empty() && config.servidor.metricas.is_none());
    assert_eq!(config.sessao.inatividade, Duration::from_mins(20));
    assert_eq!(config.sessao.maxima, Duration::from_hours(2));
    let horizonte = &config.incorporadoras[0];
    assert_eq!(horizonte.beneficiarios, ["Construtora Horizonte"]);
    assert_eq!(horizonte.portal.frame_ancestors, ["https://horizonte.cvcrm.com.br"]);
    assert_eq!(horizonte.portal.token_parametros, ["token", "access_token", "jwt", "t"]);
    assert_eq!(horizonte.portal.reuso, Reuso::MesmoNavegador);
    assert!(horizonte.portal.servico.is_none() && horizonte.portal.jwt.is_none());
    assert_eq!(horizonte.portal.paginas, PaginaCv::TODAS.into());
    assert!(horizonte.portal.documentos_hosts.is_empty());
    let cliente = horizonte.portal.resolvedor(Papel::Cliente).unwrap();
    assert_eq!((&cliente.metodo, &cliente.token_em), (&http::Method::GET, &TokenEm::Bearer));
    assert_eq!(cliente.documento, ["/documento", "/cpf", "/cnpj", "/pessoa/documento"]);
    assert_eq!(cliente.nome, ["/nome", "/pessoa/nome"]);
    assert_eq!(cliente.id_erp, ["/idpessoa_int", "/pessoa/idpessoa_int"]);
    assert_eq!((horizonte.erp.limites.simultaneas, horizonte.erp.limites.por_minuto), (4, 180));
    assert_eq!(horizonte.erp.limites.timeout, Duration::from_secs(20));
    assert_eq!(horizonte.erp.limites.manutencao, None);
    assert_eq!(config.armazenamento.ultimos, Duration::from_hours(24));
    assert!(horizonte.erp.documentos_hosts.is_empty() && horizonte.erp.caminhos.is_empty());
    assert_eq!(horizonte.empresa, crate::server::config::Empresa::default());
    assert!(horizonte.quitacao.is_none(), "declarations are issued only where somebody asked for it");
}

#[test]
fn a_role_is_on_where_it_is_declared_and_staff_only_with_a_proof() {
    let config = carregar(COMPLETO).unwrap();
    let portal = &config.incorporadoras[0].portal;
    assert!(portal.resolvedor(Papel::Cliente).is_some());
    assert!(portal.resolvedor(Papel::Sindico).is_some());
    assert!(portal.resolvedor(Papel::Gestor).is_none(), "it is off on purpose");
    let gestor = |extra: &str| {
        com(
            "[incorporadora.portal.gestor]\nativo = false",
            &format!("[incorporadora.portal.gestor]\ncaminho = \"/api/v2/cv/logado\"{extra}"),
        )
    };
    assert!(
        mensagens(&gestor(""))
            .contains("portal.gestor: não diz o que, na resposta do CV, prova que o token é da equipe")
    );
    assert_eq!(mensagens(&gestor("\npapel = { ponteiro = \"/tipo\", valor = \"gestor\" }")), "");
    assert!(mensagens(&gestor("\nidentificacao = []")).contains("ninguém da equipe seria identificado"));
}

#[test]
fn http_is_only_for_this_machine_and_only_when_asked_for() {
    let local = com("permitir-loopback = false", "permitir-loopback = true")
        .replace("https://financeiro.exemplo.com.br\"", "http://127.0.0.1:3000\"")
        .replace("https://horizonte.cvcrm.com.br\"", "http://portal.localhost:4000\"")
        .replace("https://erp.horizonte.example/api", "http://[::1]:4001/api")
        .replace("\"arquivos.horizonte.example\"", "\"127.0.0.1\", \"localhost\"");
    assert_eq!(mensagens(&local), "");
    assert_eq!(carregar(&local).unwrap().incorporadoras[0].erp.documentos_hosts, ["127.0.0.1", "localhost"]);

    let sem_permissao = mensagens(&local.replace("permitir-loopback = true", ""));
    for chave in ["portal.url", "portal.frame-ancestors[0]", "erp.url", "erp.documentos-hosts[1]"] {
        assert!(sem_permissao.contains(&format!("incorporadora[horizonte].{chave}: ")), "{chave}\n{sem_permissao}");
    }
    // Not loopback, whatever it looks like.
    for falso in
        ["http://127.0.0.1.exemplo.com", "http://localhost.exemplo.com", "http://[::ffff:127.0.0.1]", "http://10.0.0.1"]
    {
        let texto = local.replace("http://[::1]:4001/api", falso);
        assert!(mensagens(&texto).contains("usa http, sem criptografia"), "{falso}");
    }
}

#[test]
fn two_roles_never_share_an_answer_that_does_not_tell_them_apart() {
    let igual = com("valor = 2", "valor = \"cliente\"");
    assert!(mensagens(&igual).contains("portal.sindico: faz a mesma chamada que `cliente`"));
    let sem_papel = com("[incorporadora.portal.sindico.papel]\nponteiro = \"/tipo\"\nvalor = 2\n", "");
    assert!(mensagens(&sem_papel).contains("portal.sindico: faz a mesma chamada que `cliente`"));
    // A trailing slash is the same place; another path is another question; a role that is off asks nothing.
    let barra = trocar(
        &sem_papel,
        "[incorporadora.portal.gestor]\nativo = false",
        "[incorporadora.portal.gestor]\nmetodo = \"POST\"\ncaminho = \"/api/v1/cliente/pessoa/\"\ntoken-em = \"json:/acesso/token\"",
    );
    assert!(mensagens(&barra).contains("portal.gestor: faz a mesma chamada que `cliente`"));
    assert!(mensagens(&barra).contains("portal.gestor: faz a mesma chamada que `sindico`"));
    let cabecalho = "[incorporadora.portal.sindico]\nmetodo = \"POST\"\n";
    assert_eq!(mensagens(&trocar(&sem_papel, cabecalho, &format!("{cabecalho}ativo = false\n"))), "");
    let (antes, depois) = sem_papel.split_at(sem_papel.find(cabecalho).unwrap());
    assert_eq!(mensagens(&format!("{antes}{}", trocar(depois, "/cliente/pessoa", "/cliente/sindico"))), "");
    // Only the way the token travels differs: allowed, said.
    let config = carregar(&format!("{antes}{}", trocar(depois, "json:/acesso/token", "form:token"))).unwrap();
    assert!(config.avisos.iter().any(|a| a.to_string().contains("difere de `cliente` só em como o token viaja")));
}

#[test]
fn a_sqlite_path_starts_from_the_folder_of_the_file() {
    use crate::server::config::{Ambiente, Config};
    let texto = com("postgres://financeiro:SEGREDO-banco@banco.interno/financeiro", "sqlite://dados/f.db?mode=rwc");
    // Files that are not in those folders.
    let texto = trocar(&texto, "logo = \"public/favicon.svg\"\nmodelos = \"crates/documents/modelos\"\n", "");
    let lido = |base: &str| {
        let config = Config::de_texto(&texto, "x", std::path::Path::new(base), &Ambiente::vazio()).unwrap();
        config.armazenamento.url
    };
    assert_eq!(lido(""), "sqlite://dados/f.db?mode=rwc");
    assert_eq!(lido("/etc/fin"), "sqlite:///etc/fin/dados/f.db?mode=rwc");
    assert_eq!(lido("/etc/a?b#c%d"), "sqlite:///etc/a%3Fb%23c%25d/dados/f.db?mode=rwc");
    let absoluto = texto.replace("sqlite://dados", "sqlite:///var/dados");
    let config = Config::de_texto(&absoluto, "x", std::path::Path::new("/etc"), &Ambiente::vazio()).unwrap();
    assert_eq!(config.armazenamento.url, "sqlite:///var/dados/f.db?mode=rwc");
}

#[test]
fn the_demonstration_is_read_through_the_same_path() {
    use crate::server::config::{Ambiente, Demonstracao};
    let demonstracao = Demonstracao {
        url_publica: "http://127.0.0.1:3000".to_owned(),
        url_portal: "http://localhost:4000".to_owned(),
        molduras: vec!["http://localhost:4000".to_owned()],
        url_erp: "http://127.0.0.1:4001/api".to_owned(),
        token_erp: "aspas \" e \\ barra".into(),
        banco: "sqlite::memory:".to_owned(),
        chaves_file: "/tmp/chaves \"x\".json".into(),
        documentos_hosts: vec!["127.0.0.1".to_owned()],
        portal_extra: "reuso = \"nunca\"".to_owned(),
        outras: Vec::new(),
    };
    let config = demonstracao.carregar(&Ambiente::vazio()).unwrap();
    let horizonte = config.incorporadora("horizonte").unwrap();
    assert!(
        matches!(&horizonte.erp.autenticacao, Autenticacao::Bearer(t) if t.expose_secret() == "aspas \" e \\ barra")
    );
    assert_eq!(config.armazenamento.chaves_file.to_str(), Some("/tmp/chaves \"x\".json"));
    assert_eq!(horizonte.portal.reuso, Reuso::Nunca);
    assert_eq!(horizonte.portal.frame_ancestors, ["http://localhost:4000"]);
    assert!(horizonte.quitacao.is_some() && horizonte.empresa.cnpj.is_some(), "people can try the declaration");
    assert!(horizonte.empresa.logo.is_some(), "the logo of the demonstration decodes");
    let recusada = Demonstracao { url_publica: "https://publico.example".to_owned(), ..demonstracao };
    let problemas = recusada.carregar(&Ambiente::vazio()).unwrap_err();
    assert_eq!(problemas[0].chave(), "desenvolvimento.permitir-loopback");
}

#[test]
fn direct_access_is_off_unless_asked_for_and_needs_a_way_in() {
    let horizonte = |texto: &str| carregar(texto).unwrap().incorporadoras.remove(0);
    let secao = &COMPLETO[COMPLETO.find("[incorporadora.acesso-direto]").unwrap()..];
    let sem = COMPLETO.replace(secao, "");
    let padrao = horizonte(&sem).acesso_direto;
    assert!(!padrao.ativo && padrao.codigo && padrao.senha && !padrao.sindico && padrao.esqueci);
    assert!(padrao.piso > std::time::Duration::ZERO, "refusals take their time");
    let lido = horizonte(COMPLETO).acesso_direto;
    assert!(lido.ativo && !lido.codigo && lido.senha && !lido.sindico && !lido.esqueci);
    let com_secao = |corpo: &str| mensagens(&format!("{sem}[incorporadora.acesso-direto]\n{corpo}"));
    let nenhum = com_secao("ativo = true\ncodigo = false\nsenha = false\n");
    assert!(nenhum.contains("incorporadora[horizonte].acesso-direto: não deixa entrar de nenhum jeito"), "{nenhum}");
    assert_eq!(com_secao("codigo = false\nsenha = false\n"), "", "it is off");
    assert_eq!(com_secao("ativo = true\nsindico = true\n"), "");
    let sem_papel = format!("{sem}[incorporadora.acesso-direto]\nativo = true\nsindico = true\n")
        .replace("[incorporadora.portal.sindico]\n", "[incorporadora.portal.sindico]\nativo = false\n");
    let ditas = mensagens(&sem_papel);
    assert!(ditas.contains("acesso-direto.sindico: precisa do papel de síndico, que não está ligado"), "{ditas}");
}

#[test]
fn the_paths_of_cvs_api_are_judged_by_its_client() {
    let portal = carregar(COMPLETO).unwrap().incorporadoras.remove(0).portal;
    assert_eq!(portal.caminhos["boletos"], "/api/v1/cliente/boleto");
    for (linha, dita) in [
        ("boleto = \"/b\"", "portal.caminhos.boleto: chave desconhecida. Você quis dizer `boletos`?"),
        ("boletos = \"/b/{unidade}\"", "portal.caminhos.boletos: `caminhos.boletos` não tem o que pôr em {unidade}"),
        ("documento = \"/d\"", "portal.caminhos.documento: `caminhos.documento` precisa de {iddocumento}"),
        ("pessoa = 3", "portal.caminhos.pessoa: precisa ser um texto"),
    ] {
        let ditas = mensagens(&super::com("boletos = \"/api/v1/cliente/boleto\"", linha));
        assert!(ditas.contains(dita), "{linha}: {ditas}");
    }
    // Each key of the client stands in the manual, with its path.
    let manual = include_str!("../../../../docs/configuracao.md");
    let secao = manual.split("\n## ").find(|parte| parte.starts_with("`[incorporadora.portal.caminhos]`")).unwrap();
    for operacao in cv::Operacao::TODAS {
        let linha = format!("| `{}` | `{}` |", operacao.chave(), operacao.padrao());
        assert!(secao.contains(&linha), "{linha}");
    }
}
