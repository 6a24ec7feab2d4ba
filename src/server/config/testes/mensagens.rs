//! The words of typical mistakes, as an operator reads them.

use std::path::Path;

use super::{COMPLETO, avisos, com, mensagens};
use crate::server::config::{Ambiente, Config};

fn tirar(trecho: &str) -> String {
    com(trecho, "")
}

#[test]
fn a_missing_file() {
    let problemas = Config::carregar(Path::new("nao-existe.toml"), &Ambiente::vazio()).unwrap_err();
    insta::assert_snapshot!(problemas[0], @"nao-existe.toml: o arquivo de configuração não existe. Para experimentar, `financeiro demo` não precisa de nenhum; para começar, copie o Leptos.toml que acompanha o programa; se já o tem, aponte-o com --config ou FINANCEIRO_CONFIG");
}

#[test]
fn syntax_errors() {
    insta::assert_snapshot!(mensagens(&com("nome = \"Construtora Horizonte\"", "nome = Construtora Horizonte")), @r#"Leptos.toml:25: coluna 8: erro de sintaxe TOML: texto sem aspas. Ponha o valor entre aspas: chave = "valor""#);
    insta::assert_snapshot!(mensagens(&com("maxima = \"1h30m\"", "maxima = \"1h30m")), @r#"Leptos.toml:18: coluna 16: erro de sintaxe TOML: texto entre aspas malformado. Feche as aspas na mesma linha e escreva \ como \\"#);
    insta::assert_snapshot!(mensagens(&com("[sessao]", "[sessao")), @"Leptos.toml:16: coluna 8: erro de sintaxe TOML: o nome da seção não foi fechado. Escreva o nome da seção entre [ e ]");
    insta::assert_snapshot!(mensagens(&com("maxima = \"1h30m\"", "inatividade = \"1h30m\"")), @"Leptos.toml:18: coluna 1: erro de sintaxe TOML: a chave já foi definida antes. Deixe uma só das definições");
    insta::assert_snapshot!(mensagens(&com("maxima = \"1h30m\"", "maxima")), @r#"Leptos.toml:18: coluna 7: erro de sintaxe TOML: chave sem valor. Escreva chave = "valor""#);
}

#[test]
fn unknown_keys() {
    insta::assert_snapshot!(mensagens(&com("token-em = \"json:/acesso/token\"\ndocumento", "token_em = \"json:/acesso/token\"\ndocumento")), @"Leptos.toml:59: incorporadora[horizonte].portal.cliente.token_em: chave desconhecida. Você quis dizer `token-em`?");
    insta::assert_snapshot!(mensagens(&com("[servidor]", "[server]")), @"Leptos.toml:5: server: chave desconhecida. Você quis dizer `servidor`?");
    insta::assert_snapshot!(mensagens(&com("[sessao]", "[sessao]\nurl-publica = \"x\"")), @"Leptos.toml:17: sessao.url-publica: chave desconhecida. `url-publica` existe em [servidor]; mova-a para lá");
    insta::assert_snapshot!(mensagens(&com("[sessao]", "[sessao]\nzebra = 1")), @"Leptos.toml:17: sessao.zebra: chave desconhecida. Aqui cabem: `inatividade`, `maxima`");
}

#[test]
fn missing_keys_and_sections() {
    insta::assert_snapshot!(mensagens(&tirar("tipo = \"rest\"\n")), @r#"Leptos.toml:80: incorporadora[horizonte].erp.tipo: falta esta chave. Escreva tipo = "rest" (ou "uau", "mapped", "cv")"#);
    insta::assert_snapshot!(mensagens(&tirar("senha = \"SEGREDO-senha\"\n")), @r#"Leptos.toml:85: incorporadora[horizonte].erp.autenticacao.senha: falta esta chave. Escreva senha-file = "caminho/do/arquivo" (ou senha = "…")"#);
    insta::assert_snapshot!(mensagens(&com("[incorporadora.contato]\ntelefone = \"(79) 3000-0000\"\nemail = \"financeiro@horizonte.example\"\n", "[incorporadora.contato]\n")), @r#"Leptos.toml:35: incorporadora[horizonte].contato: precisa de `telefone` ou `email`: é o que as páginas de erro oferecem. Escreva contato = { telefone = "(79) 3000-0000", email = "financeiro@exemplo.com.br" }"#);
    insta::assert_snapshot!(mensagens("[package.metadata.leptos]\noutput-name = \"financeiro\"\n"), @r#"
    Leptos.toml: servidor: falta esta seção. Acrescente [servidor]; o Leptos.toml que acompanha o programa traz um exemplo
    Leptos.toml: armazenamento: falta esta seção. Acrescente [armazenamento]; o Leptos.toml que acompanha o programa traz um exemplo
    Leptos.toml: incorporadora: não há nenhuma incorporadora. Acrescente [[incorporadora]]; o Leptos.toml que acompanha o programa traz um exemplo
    "#);
    insta::assert_snapshot!(mensagens(&com("[[incorporadora]]", "[incorporadora]").replace("[[incorporadora.condominio]]", "[incorporadora.condominio]")), @"Leptos.toml:23: incorporadora: precisa ser uma lista de seções, mas é uma tabela. Escreva [[incorporadora]], com dois colchetes, uma vez para cada");
}

#[test]
fn addresses() {
    insta::assert_snapshot!(mensagens(&com("https://financeiro.exemplo.com.br", "https://financeiro.exemplo.com.br/portal")), @r#"Leptos.toml:6: servidor.url-publica: traz um caminho depois do nome do servidor. Escreva a origem, como "https://financeiro.exemplo.com.br", sem caminho"#);
    insta::assert_snapshot!(mensagens(&com("https://erp.horizonte.example/api", "http://erp.horizonte.example/api")), @"Leptos.toml:82: incorporadora[horizonte].erp.url: usa http, sem criptografia. Use https://");
    insta::assert_snapshot!(mensagens(&com("https://erp.horizonte.example/api", "erp.horizonte.example")), @r#"Leptos.toml:82: incorporadora[horizonte].erp.url: «erp.horizonte.example» não começa com https://. Escreva o endereço base, como "https://erp.exemplo.com.br/api""#);
    insta::assert_snapshot!(mensagens(&com("https://portal.horizonte.example:8443", "https://*.horizonte.example")), @r#"Leptos.toml:41: incorporadora[horizonte].portal.frame-ancestors[1]: usa `*`: qualquer site daquele domínio poderia exibir o plugin dentro de uma página falsa. Liste cada origem por inteiro, como "https://horizonte.cvcrm.com.br""#);
    insta::assert_snapshot!(mensagens(&com("permitir-loopback = false", "permitir-loopback = true")), @"Leptos.toml:21: desenvolvimento.permitir-loopback: não pode ser true com uma servidor.url-publica que não seja desta máquina. Retire a chave; ela serve só para desenvolver com o simulador");
    insta::assert_snapshot!(mensagens(&com("\"arquivos.horizonte.example\"", "\"https://arquivos.horizonte.example/\", \"*.example\", \"10.0.0.1\", \"localhost\"")), @r#"
    Leptos.toml:83: incorporadora[horizonte].erp.documentos-hosts[0]: «https://arquivos.horizonte.example/» não é um nome de servidor. Escreva só o nome do servidor, como "arquivos.exemplo.com.br", sem https:// nem porta
    Leptos.toml:83: incorporadora[horizonte].erp.documentos-hosts[1]: usa `*`. Liste cada servidor pelo nome: um `*` deixaria o ERP mandar buscar em qualquer lugar
    Leptos.toml:83: incorporadora[horizonte].erp.documentos-hosts[2]: é um endereço IP. Escreva só o nome do servidor, como "arquivos.exemplo.com.br": o certificado https é conferido pelo nome
    Leptos.toml:83: incorporadora[horizonte].erp.documentos-hosts[3]: aponta para esta máquina. Use o nome público do servidor, ou, só para desenvolver, permitir-loopback = true em [desenvolvimento]
    "#);
    insta::assert_snapshot!(mensagens(&com("\"127.0.0.1/32\"", "\"0.0.0.0/0\", \"proxy\"")), @r#"
    Leptos.toml:7: servidor.proxies-confiaveis[0]: confia em qualquer endereço, e cada visitante poderia inventar o seu IP. Liste só os endereços do seu proxy
    Leptos.toml:7: servidor.proxies-confiaveis[1]: «proxy» não é um endereço IP nem uma rede. Escreva como "10.0.0.0/8" ou "127.0.0.1/32"; nomes não são aceitos
    "#);
}

#[test]
fn the_incorporadora() {
    insta::assert_snapshot!(mensagens(&com("slug = \"horizonte\"", "slug = \"Horizonte São\"")), @r#"Leptos.toml:24: incorporadora[Horizonte São].slug: «Horizonte São» não serve de nome em endereços. Use só letras minúsculas sem acento, números e hífen, até 40: "horizonte""#);
    insta::assert_snapshot!(mensagens(&com("#0b6e4f", "verde")), @r##"Leptos.toml:26: incorporadora[horizonte].cor: «verde» não é uma cor. Escreva # e seis dígitos hexadecimais: "#0b6e4f""##);
    insta::assert_snapshot!(mensagens(&com("\"2026-12-08\"", "\"08/12/2026\"")), @r#"Leptos.toml:28: incorporadora[horizonte].feriados-municipais[0]: «08/12/2026» não é uma data. Escreva ano, mês e dia: "2026-12-08""#);
    insta::assert_snapshot!(mensagens(&com("12.ABC.345/01DE-35", "12.ABC.345/01DE-36")), @"Leptos.toml:108: incorporadora[horizonte].condominio[0].cnpj: não é um CNPJ: dígito verificador do documento não confere. Confira o número no cartão CNPJ");
    insta::assert_snapshot!(mensagens(&com("(79) 3000-0000", "ligue já").replace("financeiro@horizonte.example", "financeiro")), @r#"
    Leptos.toml:36: incorporadora[horizonte].contato.telefone: não é um telefone. Escreva como as pessoas discam: "(79) 3000-0000"
    Leptos.toml:37: incorporadora[horizonte].contato.email: não é um e-mail. Escreva como "financeiro@exemplo.com.br"
    "#);
    let outro = "\n[[incorporadora.condominio]]\nempreendimento = \"3\"\nnome = \"B\"\ncnpj = \"12.ABC.345/01DE-35\"\n";
    insta::assert_snapshot!(mensagens(&format!("{COMPLETO}{outro}")), @"Leptos.toml:137: incorporadora[horizonte].condominio[1].empreendimento: este empreendimento já tem um condomínio. Deixe uma só das seções");
    let segunda = &COMPLETO[COMPLETO.find("[[incorporadora]]").unwrap()..];
    insta::assert_snapshot!(mensagens(&format!("{COMPLETO}\n{segunda}")), @"Leptos.toml:137: incorporadora[horizonte].slug: «horizonte» já é o slug de outra incorporadora. Dê a cada uma o seu: ele identifica a incorporadora nos endereços");
}

#[test]
fn the_portal() {
    insta::assert_snapshot!(mensagens(&com("valor = 2", "valor = \"cliente\"")), @r#"Leptos.toml:68: incorporadora[horizonte].portal.sindico: faz a mesma chamada que `cliente`: um token de cliente entraria como sindico. Dê a `sindico` outro `caminho`, ou escreva em cada um papel = { ponteiro = "/tipo", valor = "…" } com valores diferentes, ou ativo = false em `sindico`"#);
    insta::assert_snapshot!(mensagens(&com("json:/acesso/token", "cookie:token")), @r#"Leptos.toml:59: incorporadora[horizonte].portal.cliente.token-em: «cookie:token» não é uma forma de enviar o token. Use "bearer", "header:<nome>", "query:<nome>", "json:<ponteiro>" ou "form:<nome>""#);
    insta::assert_snapshot!(mensagens(&com("metodo = \"POST\"", "metodo = \"post\"")), @r#"Leptos.toml:57: incorporadora[horizonte].portal.cliente.metodo: «post» não é uma opção. Você quis dizer "POST"?"#);
    insta::assert_snapshot!(mensagens(&com("documento = [\"/documento\"]", "documento = [\"pessoa.documento\"]")), @r#"Leptos.toml:60: incorporadora[horizonte].portal.cliente.documento[0]: «pessoa.documento» não é um ponteiro JSON. Comece com `/`: "/pessoa/documento""#);
    insta::assert_snapshot!(mensagens(&com("\"nunca\"", "\"mesmo navegador\"")), @r#"Leptos.toml:43: incorporadora[horizonte].portal.reuso: «mesmo navegador» não é uma opção. Você quis dizer "mesmo-navegador"?"#);
    insta::assert_snapshot!(mensagens(&com("[\"token\", \"jwt\"]", "\"token\"")), @r#"Leptos.toml:42: incorporadora[horizonte].portal.token-parametros: precisa ser uma lista de textos, mas é um texto. Ponha os valores entre colchetes: ["a", "b"]"#);
    insta::assert_snapshot!(mensagens(&com("[\"token\", \"jwt\"]", "[\"to ken\", \"\"]")), @"Leptos.toml:42: incorporadora[horizonte].portal.token-parametros[1]: está vazia. Preencha o valor ou retire a chave");
}

#[test]
fn the_erp() {
    insta::assert_snapshot!(mensagens(&com("tipo = \"rest\"", "tipo = \"sap\"")), @r#"Leptos.toml:81: incorporadora[horizonte].erp.tipo: «sap» não é uma opção. Use "rest", "uau", "mapped", "cv""#);
    let com_cv = mensagens(&com("tipo = \"rest\"", "tipo = \"cv\"\nversao = \"v1.0\""));
    insta::assert_snapshot!(com_cv.lines().take(3).collect::<Vec<_>>().join("\n"), @r#"
    Leptos.toml:82: incorporadora[horizonte].erp.versao: não se aplica a tipo = "cv". Retire a chave: o CV é consultado só com o token que o portal dá a cada pessoa
    Leptos.toml:83: incorporadora[horizonte].erp.url: `url` é só o endereço do ambiente, sem /api/…: escreva https://ambiente.cvcrm.com.br
    Leptos.toml:86: incorporadora[horizonte].erp.autenticacao: não se aplica a tipo = "cv". Retire a chave: o CV é consultado só com o token que o portal dá a cada pessoa
    "#);
    insta::assert_snapshot!(mensagens(&com("tipo = \"basic\"", "tipo = \"bearer\"")), @r#"
    Leptos.toml:85: incorporadora[horizonte].erp.autenticacao.token: falta esta chave. Escreva token-file = "caminho/do/arquivo" (ou token = "…")
    Leptos.toml:87: incorporadora[horizonte].erp.autenticacao.usuario: não se aplica a tipo = "bearer". Retire a chave ou mude o `tipo`
    Leptos.toml:88: incorporadora[horizonte].erp.autenticacao.senha: não se aplica a tipo = "bearer". Retire a chave ou mude o `tipo`
    "#);
    insta::assert_snapshot!(mensagens(&com("clientes = \"/v2/clientes\"", "clientes = \"v2/clientes\"\nboletos = \"/b\"")), @r#"
    Leptos.toml:96: incorporadora[horizonte].erp.caminhos.clientes: «v2/clientes» não é um caminho começado com `/`. Escreva só o que vem depois do nome do servidor, começado com uma `/`
    Leptos.toml:97: incorporadora[horizonte].erp.caminhos.boletos: é um caminho de tipo = "cv". Você quis dizer `boletos-abertos`?
    "#);
    insta::assert_snapshot!(mensagens(&com("timeout = \"10s\"", "timeout = 10").replace("simultaneas = 2", "simultaneas = 0")), @r#"
    Leptos.toml:91: incorporadora[horizonte].erp.limites.simultaneas: 0 está fora dos limites. Escreva um número de 1 a 64, sem aspas
    Leptos.toml:93: incorporadora[horizonte].erp.limites.timeout: falta a unidade de 10. Escreva um número e a unidade entre aspas: "30s", "20m", "2h"
    "#);
    insta::assert_snapshot!(mensagens(&com("23:30-01:15", "23h30-01h15")), @r#"Leptos.toml:94: incorporadora[horizonte].erp.limites.manutencao: «23h30-01h15» não é um horário. Escreva o começo e o fim, de 00:00 a 23:59: "00:30-02:00""#);
}

#[test]
fn sessions_and_storage() {
    insta::assert_snapshot!(mensagens(&com("ultimos = \"6h\"", "ultimos = \"48h\"")), @"Leptos.toml:13: armazenamento.ultimos: «48h» está fora dos limites. Use de 0h a 24h");
    insta::assert_snapshot!(mensagens(&com("inatividade = \"15m\"", "inatividade = \"3h\"")), @"Leptos.toml:17: sessao.inatividade: a sessão acabaria antes por `maxima` do que por `inatividade`. Deixe `inatividade` menor que `maxima` (sem a chave: 20m e 2h)");
    insta::assert_snapshot!(mensagens(&com("inatividade = \"15m\"", "inatividade = \"15 minutos\"")), @r#"Leptos.toml:17: sessao.inatividade: «15 minutos» não é uma duração. Escreva um número e a unidade entre aspas: "30s", "20m", "2h""#);
    insta::assert_snapshot!(mensagens(&com("postgres://financeiro:SEGREDO-banco@banco.interno/financeiro", "dados/financeiro.db")), @"Leptos.toml:11: armazenamento.url: não é um banco conhecido. Comece com sqlite:// (uma máquina) ou postgres:// (várias)");
}

#[test]
fn the_table_of_leptos() {
    insta::assert_snapshot!(mensagens(&com("[package.metadata.leptos]\noutput-name = \"financeiro\"\nsite-addr = \"127.0.0.1:3000\"\n", "")), @"Leptos.toml: package.metadata.leptos: falta a tabela [package.metadata.leptos]. Comece o arquivo com essa linha, sem espaços antes, e as opções do Leptos (output-name, site-root, site-addr)");
    insta::assert_snapshot!(mensagens(&com("[package.metadata.leptos]", "[package.metadata]\nleptos.x = 1\n[package.metadatas.leptos]")), @r#"
    Leptos.toml: package.metadata.leptos: falta a tabela [package.metadata.leptos]. Comece o arquivo com essa linha, sem espaços antes, e as opções do Leptos (output-name, site-root, site-addr)
    Leptos.toml:3: package.metadatas.leptos: seção desconhecida. Só [package.metadata.leptos] é lida aqui
    "#);
    insta::assert_snapshot!(mensagens(&com("127.0.0.1:3000", "localhost:3000")), @r#"Leptos.toml:3: package.metadata.leptos.site-addr: «localhost:3000» não é um endereço IP com porta. Escreva IP e porta, como "127.0.0.1:3000""#);
    let depois = format!(
        "{}\n{}",
        tirar("[package.metadata.leptos]\noutput-name = \"financeiro\"\nsite-addr = \"127.0.0.1:3000\"\n"),
        "[package.metadata.leptos]\noutput-name = \"financeiro\""
    );
    insta::assert_snapshot!(mensagens(&depois), @"Leptos.toml:2: package.metadata.leptos: há chaves antes de [package.metadata.leptos]. Mova para o começo do arquivo a tabela do Leptos, que só lê dali em diante");
}

#[test]
fn warnings() {
    insta::assert_snapshot!(avisos(COMPLETO), @"Leptos.toml:12: armazenamento.chaves-file: o arquivo dados/chaves.json ainda não existe. Crie-o com `financeiro keygen --config` e o caminho desta configuração");
    insta::assert_snapshot!(avisos(&com("#0b6e4f", "#ffd400").replace("127.0.0.1:9000", "0.0.0.0:9000")).lines().next().unwrap(), @"Leptos.toml:8: servidor.metricas: as métricas ficam em todas as interfaces de rede. Se a máquina é alcançável de fora, use um endereço interno, como 127.0.0.1:9000");
    let sem_credencial = com("tipo = \"basic\"\nusuario = \"portal\"\nsenha = \"SEGREDO-senha\"", "tipo = \"nenhuma\"")
        .replace("#0b6e4f", "#ffd400");
    insta::assert_snapshot!(avisos(&sem_credencial), @r#"
    Leptos.toml:12: armazenamento.chaves-file: o arquivo dados/chaves.json ainda não existe. Crie-o com `financeiro keygen --config` e o caminho desta configuração
    Leptos.toml:26: incorporadora[horizonte].cor: #ffd400 é clara demais para textos (contraste menor que 4,5:1); links e títulos usam #866e00. A cor dos botões não muda. Para escolher o tom dos textos, configure uma cor mais escura
    Leptos.toml:86: incorporadora[horizonte].erp.autenticacao.tipo: as chamadas ao ERP vão sem credencial. Se o ERP não pede credencial, confira que só este servidor o alcança
    "#);
}

#[test]
fn documents_and_declarations() {
    let ditas = |de: &str, para: &str| mensagens(&com(de, para));
    let sem_empresa = tirar("razao-social = \"Horizonte Empreendimentos Ltda.\"\n")
        .replace("cnpj = \"H0.R1Z.0NT/0001-40\"\n", "")
        .replace("signatario = \"Aurora Menezes\"\n", "");
    let linhas = mensagens(&sem_empresa);
    for chave in ["quitacao.signatario", "razao-social", "cnpj"] {
        let esperada = format!(
            "incorporadora[horizonte].{chave}: falta esta chave. Escreva {}",
            chave.rsplit('.').next().unwrap()
        );
        assert!(linhas.contains(&esperada), "{chave}: {linhas}");
    }
    assert_eq!(mensagens(&sem_empresa.replace("emitir = true", "emitir = false")), "", "only issuing needs them");
    let cnpj = ditas("H0.R1Z.0NT/0001-40", "H0.R1Z.0NT/0001-41");
    assert!(cnpj.contains("incorporadora[horizonte].cnpj: não é um CNPJ: dígito verificador"), "{cnpj}");
    let lacuna = ditas("{titular}", "{nome}");
    assert!(
        lacuna.contains("quitacao.texto: «{nome}» não é uma lacuna conhecida. Use só {ano}, {contrato}, {titular}, {documento}, {numero}"),
        "{lacuna}"
    );
    let aberta = ditas("{numero}.", "{numero.");
    assert!(aberta.contains("quitacao.texto: há uma chave `{` sem par"), "{aberta}");
    let logo = ditas("public/favicon.svg", "Cargo.toml");
    assert!(logo.contains("incorporadora[horizonte].logo: o arquivo Cargo.toml não é um SVG nem um PNG"), "{logo}");
    let logo = ditas("public/favicon.svg", "nao/existe.svg");
    assert!(logo.contains("logo: o arquivo nao/existe.svg não existe. Confira o caminho"), "{logo}");
    let logo = ditas("public/favicon.svg", "/dev/zero");
    assert!(logo.contains("tem mais de 200 KiB"), "{logo}");
    let modelos = ditas("crates/documents/modelos", "Cargo.toml");
    assert!(modelos.contains("incorporadora[horizonte].modelos: Cargo.toml não é uma pasta"), "{modelos}");
    let endereco = ditas("Avenida das Gaivotas, 1450, Aracaju/SE", &"a".repeat(121));
    assert!(endereco.contains("endereco: tem mais de 120 caracteres"), "{endereco}");
}
