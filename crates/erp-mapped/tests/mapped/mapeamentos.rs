//! What is said about a mapping before it is ever used.

use erp_mapped::{Arvore, ErroMapa, Mapeamento};

use crate::comum::{MEGA, PLANO, SIENGE, mapeamento};

fn erros(toml: &str) -> Vec<ErroMapa> {
    Mapeamento::compilar(&Arvore::ler_toml(toml).unwrap()).err().unwrap_or_default()
}

const BOLETOS: &str = "[operacoes.boletos]\ncaminho = \"/t\"\nquery = { cpf = \"{documento}\" }\n";

#[test]
fn the_shipped_mappings_have_nothing_to_say_against_them() {
    for toml in [MEGA, SIENGE, PLANO] {
        assert_eq!(mapeamento(toml).avisos(), []);
    }
    assert!(mapeamento(MEGA).tem_login());
    assert_eq!(
        mapeamento(PLANO).operacoes().collect::<Vec<_>>(),
        ["clientes", "contratos", "boletos", "parcelas", "pagamentos"]
    );
}

#[test]
fn every_mistake_names_its_key_and_its_repair() {
    let campos = "[operacoes.boletos.campos]\nid = \"a\"\ndocumento-titular = \"cpf\"\n";
    for (toml, caminho, parte) in [
        (String::new(), "operacoes", "falta"),
        ("[operacoes]".to_owned(), "operacoes", "nenhuma operação"),
        ("operacao = 1\n[operacoes.boletos]".to_owned(), "operacao", "Você quis dizer `operacoes`?"),
        ("[operacoes.boleto]".to_owned(), "operacoes.boleto", "Você quis dizer `boletos`?"),
        (
            format!("{BOLETOS}[operacoes.boletos.campos]\nid = \"a\"\nvalro = \"b\"\ndocumento-titular = \"c\""),
            "operacoes.boletos.campos.valro",
            "Você quis dizer `valor`?",
        ),
        (
            format!("{BOLETOS}[operacoes.boletos.campos]\nvalor = \"b\"\ndocumento-titular = \"c\""),
            "operacoes.boletos.campos.id",
            "falta",
        ),
        (format!("{BOLETOS}{campos}valor = \"a[\""), "operacoes.boletos.campos.valor", "coluna"),
        (format!("{BOLETOS}{campos}valor = \"{{x: y}}\""), "operacoes.boletos.campos.valor", "um objeto"),
        (format!("{BOLETOS}{campos}valor = 3"), "operacoes.boletos.campos.valor", "aspas"),
        (
            format!("{BOLETOS}formatos = {{ data = \"dd/mm\" }}\n{campos}"),
            "operacoes.boletos.formatos.data",
            "DD/MM/YYYY",
        ),
        (
            format!("{BOLETOS}formatos = {{ valor = \"1,234.56\" }}\n{campos}"),
            "operacoes.boletos.formatos.valor",
            "1.234,56",
        ),
        (
            format!("{BOLETOS}paginacao = {{ tipo = \"pagina\" }}\n{campos}"),
            "operacoes.boletos.paginacao.parametro",
            "falta",
        ),
        (
            format!(
                "{BOLETOS}paginacao = {{ tipo = \"deslocamento\", parametro = \"o\", tamanho = 10 }}\nlista = \"[?a]\"\n{campos}"
            ),
            "operacoes.boletos.lista",
            "itens",
        ),
        (format!("{BOLETOS}itens = 3\n{campos}"), "operacoes.boletos.itens", "texto"),
        (format!("{BOLETOS}[operacoes.boletos.campos]\nid = \"a\""), "operacoes.boletos", "documento-titular"),
        (
            BOLETOS.replace("{documento}", "1") + "titular = \"pedido\"\n[operacoes.boletos.campos]\nid = \"a\"",
            "operacoes.boletos.titular",
            "{documento}",
        ),
        (
            BOLETOS.replace("{documento}", "{documeto}") + campos,
            "operacoes.boletos.query.cpf",
            "Você quis dizer `documento`?",
        ),
        (BOLETOS.replace("{documento}", "{contrato}") + campos, "operacoes.boletos", "operacoes.contratos"),
        (
            BOLETOS.replace("boletos", "clientes").replace("{documento}", "{id-erp}")
                + "[operacoes.clientes.campos]\nid = \"a\"\ndocumento-titular = \"c\"",
            "operacoes.clientes",
            "{documento}",
        ),
        (
            format!("{BOLETOS}{campos}[operacoes.boletos.arquivo]\ncaminho = \"/pdf\""),
            "operacoes.boletos.arquivo",
            "{id}",
        ),
        (
            format!("{BOLETOS}{campos}pdf-base64 = \"p\"\n[operacoes.boletos.arquivo]\ncaminho = \"/{{id}}\""),
            "operacoes.boletos.arquivo",
            "um só",
        ),
        (
            format!("cabecalhos = {{ authorization = \"x\" }}\n{BOLETOS}{campos}"),
            "cabecalhos.authorization",
            "autenticacao",
        ),
        (format!("{BOLETOS}{campos}[login]\ncaminho = \"/l\"\ntoken = \"[*]\""), "login.token", "uma lista"),
    ] {
        let erros = erros(&toml);
        let achado = erros.iter().find(|e| e.caminho == caminho);
        assert!(achado.is_some_and(|e| e.to_string().contains(parte)), "{toml}\n{erros:?}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let toml = format!(
        "formatos = {{ data = \"x\" }}\n{BOLETOS}lista = \"a[\"\n[operacoes.boletos.campos]\nvalor = \"(\"\n[operacoes.x]"
    );
    assert!(erros(&toml).len() >= 5, "{:?}", erros(&toml));
    let sintaxe = Arvore::ler_toml("a = 1\nsegredo = \"x").unwrap_err().to_string();
    assert!(sintaxe.contains("linha 2") && !sintaxe.contains("segredo"), "{sintaxe}");
}

#[test]
fn what_may_not_be_meant_is_a_warning() {
    let so_boletos = format!("{BOLETOS}[operacoes.boletos.campos]\nid = \"a\"\ndocumento-titular = \"c\"");
    let avisos = mapeamento(&so_boletos).avisos().to_vec();
    assert!(avisos.len() == 1 && avisos[0].to_string().contains("operacoes.clientes"), "{avisos:?}");
}
