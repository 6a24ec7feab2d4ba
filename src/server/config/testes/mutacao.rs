//! The complete file with each key removed, misspelt or of the wrong kind.

use toml::{Table, Value};

use super::{COMPLETO, carregar};

/// Keys whose absence is fine: they have a default, or their absence means something.
const OPCIONAIS: &[&str] = &[
    "package.metadata.leptos.site-addr",
    "servidor.proxies-confiaveis",
    "servidor.metricas",
    "armazenamento.ultimos",
    "armazenamento.acessos-dias",
    "armazenamento.auditoria-dias",
    "sessao.inatividade",
    "sessao.maxima",
    "desenvolvimento.permitir-loopback",
    "incorporadora.tema",
    "incorporadora.beneficiarios",
    "incorporadora.feriados-municipais",
    "incorporadora.endereco",
    "incorporadora.logo",
    "incorporadora.modelos",
    "incorporadora.sindico.por-unidade",
    "incorporadora.associados.ver-titular",
    "incorporadora.quitacao.emitir",
    "incorporadora.quitacao.cargo",
    "incorporadora.quitacao.cidade",
    "incorporadora.quitacao.texto",
    "incorporadora.api.ativo",
    "incorporadora.contato.telefone",
    "incorporadora.contato.email",
    "incorporadora.acesso-direto.ativo",
    "incorporadora.acesso-direto.codigo",
    "incorporadora.acesso-direto.senha",
    "incorporadora.acesso-direto.sindico",
    "incorporadora.acesso-direto.esqueci",
    "incorporadora.portal.frame-ancestors",
    "incorporadora.portal.token-parametros",
    "incorporadora.portal.reuso",
    "incorporadora.portal.paginas",
    "incorporadora.portal.documentos-hosts",
    "incorporadora.portal.jwt.emissor",
    "incorporadora.portal.jwt.audiencia",
    "incorporadora.portal.cliente.ativo",
    "incorporadora.portal.cliente.documento",
    "incorporadora.portal.cliente.nome",
    "incorporadora.portal.cliente.id-erp",
    // Without it the síndico asks by GET or bearer, which is another question than the client's.
    "incorporadora.portal.sindico.token-em",
    "incorporadora.portal.gestor.codigo",
    "incorporadora.portal.cliente.token-em",
    "incorporadora.erp.documentos-hosts",
    "incorporadora.erp.limites.simultaneas",
    "incorporadora.erp.limites.por-minuto",
    "incorporadora.erp.limites.timeout",
    "incorporadora.erp.limites.manutencao",
];

/// Every leaf of the file, as a path of keys (`[[…]]` has one entry in the example).
fn folhas(tabela: &Table, base: &[String], saida: &mut Vec<Vec<String>>) {
    for (nome, valor) in tabela {
        let mut aqui = base.to_vec();
        aqui.push(nome.clone());
        match valor {
            Value::Table(dentro) => folhas(dentro, &aqui, saida),
            Value::Array(itens) => match itens.first() {
                Some(Value::Table(dentro)) => folhas(dentro, &aqui, saida),
                _ => saida.push(aqui),
            },
            _ => saida.push(aqui),
        }
    }
}

fn tabela_de<'a>(raiz: &'a mut Table, caminho: &[String]) -> &'a mut Table {
    caminho.iter().fold(raiz, |tabela, nome| match tabela.get_mut(nome).unwrap() {
        Value::Table(dentro) => dentro,
        Value::Array(itens) => itens[0].as_table_mut().unwrap(),
        outro => panic!("{outro:?}"),
    })
}

/// Runs `estrago` on the table that holds each leaf; gives the path, the label used in messages and what loading said.
fn para_cada(mut estrago: impl FnMut(&mut Table, &str), mut conferir: impl FnMut(&str, &str, Vec<(String, String)>)) {
    let original: Table = COMPLETO.parse().unwrap();
    let mut caminhos = Vec::new();
    folhas(&original, &[], &mut caminhos);
    assert!(caminhos.len() > 55, "{}", caminhos.len());
    for caminho in caminhos {
        let mut raiz = original.clone();
        let (nome, pais) = caminho.split_last().unwrap();
        estrago(tabela_de(&mut raiz, pais), nome);
        // The table of Leptos must stay first; the serializer sorts.
        let leptos: Table = raiz.remove_entry("package").into_iter().collect();
        let texto = format!("{leptos}{raiz}");
        let ditas = carregar(&texto).err().unwrap_or_default();
        let ditas = ditas.iter().map(|p| (p.chave().to_owned(), p.to_string())).collect();
        let chave = caminho.join(".");
        let rotulo =
            chave.replace("incorporadora.", "incorporadora[horizonte].").replace("condominio.", "condominio[0].");
        conferir(&chave, &rotulo, ditas);
    }
}

#[test]
fn removing_a_key_is_either_named_or_has_a_default() {
    para_cada(
        |tabela, nome| drop(tabela.remove(nome)),
        |chave, rotulo, ditas| {
            let opcional = OPCIONAIS.contains(&chave) || chave.contains(".caminhos.");
            if opcional {
                let falta = ditas.iter().any(|(onde, _)| onde == rotulo);
                assert!(!falta, "{chave} is optional: {ditas:?}");
            } else if chave == "incorporadora.slug" {
                assert!(ditas.iter().any(|(onde, _)| onde == "incorporadora[0].slug"), "{ditas:?}");
            } else if chave.ends_with("sindico.metodo") || chave.ends_with("cliente.metodo") {
                // The default is GET, and a token in the body needs POST.
                assert!(
                    ditas.iter().any(|(onde, dita)| onde.ends_with("token-em") && dita.contains("POST")),
                    "{ditas:?}"
                );
            } else if chave.ends_with("sindico.papel.valor") || chave.ends_with("gestor.ativo") {
                assert!(!ditas.is_empty(), "{chave}");
            } else {
                assert!(ditas.iter().any(|(onde, _)| onde == rotulo), "{chave} was not named: {ditas:?}");
            }
        },
    );
}

#[test]
fn misspelling_a_key_is_named_with_the_right_spelling_and_only_once() {
    let errado = |nome: &str| format!("{}x", nome.replace('-', "_"));
    para_cada(
        |tabela, nome| {
            let valor = tabela.remove(nome).unwrap();
            tabela.insert(errado(nome), valor);
        },
        |chave, rotulo, ditas| {
            if chave.starts_with("package.") {
                return; // cargo-leptos owns that table.
            }
            let (base, nome) = rotulo.rsplit_once('.').unwrap();
            let base = if nome == "slug" { "incorporadora[0]" } else { base };
            let esperada = format!("{base}.{}", errado(nome));
            let sugestao = format!("Você quis dizer `{nome}`?");
            let certas = ditas.iter().filter(|(onde, dita)| *onde == esperada && dita.contains(&sugestao)).count();
            assert_eq!(certas, 1, "{chave}: {ditas:?}");
            // A role that is no longer said to be off needs its path.
            let so_uma =
                chave.ends_with("gestor.ativo") || !ditas.iter().any(|(_, dita)| dita.contains("falta esta chave"));
            assert!(so_uma, "{chave}: {ditas:?}");
        },
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_named() {
    for valor in [Value::Float(1.5), Value::Table(Table::new()), Value::Array(vec![Value::Float(0.5)])] {
        para_cada(
            |tabela, nome| drop(tabela.insert(nome.to_owned(), valor.clone())),
            |chave, rotulo, ditas| {
                let rotulo = if chave == "incorporadora.slug" { "incorporadora[0].slug" } else { rotulo };
                assert!(ditas.iter().any(|(onde, _)| onde.starts_with(rotulo)), "{chave} = {valor}: {ditas:?}");
            },
        );
    }
}
