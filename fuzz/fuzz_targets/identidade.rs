//! CV's answer about a token.

#![no_main]

use std::sync::LazyLock;

use financeiro_fuzz::server::{
    config::{Discriminador, Resolvedor, TokenEm},
    portal::{
        erro::ErroResolucao,
        identidade::{Identidade, extrair, extrair_equipe},
    },
};
use libfuzzer_sys::fuzz_target;

static REGRAS: LazyLock<[Resolvedor; 2]> = LazyLock::new(|| {
    let ponteiros = |lista: &[&str]| lista.iter().map(|p| (*p).to_owned()).collect();
    let regras = |papel| Resolvedor {
        ativo: true,
        metodo: http::Method::GET,
        caminho: "/api/v1/cliente/pessoa".to_owned(),
        token_em: TokenEm::Bearer,
        documento: ponteiros(&["/documento", "/cpf", "/cnpj", "/pessoa/documento", "/0/documento", "/a~1b/~0/7"]),
        nome: ponteiros(&["/nome", "/pessoa/nome"]),
        id_erp: ponteiros(&["/idpessoa_int", "/pessoa/idpessoa_int"]),
        identificacao: ponteiros(&["/email", "/idusuario"]),
        empreendimentos: ponteiros(&["/empreendimentos"]),
        papel,
    };
    let sindico = Discriminador { ponteiro: "/tipo".to_owned(), valor: "sindico".to_owned() };
    [regras(None), regras(Some(sindico))]
});

fuzz_target!(|corpo: &[u8]| {
    let Ok(resposta) = serde_json::from_slice(corpo) else { return };
    for regras in &*REGRAS {
        for lido in [extrair(&resposta, regras), extrair_equipe(&resposta, regras)] {
            conferir(lido);
        }
    }
});

fn conferir(lido: Result<Identidade, ErroResolucao>) {
    match lido {
        Ok(pessoa) => {
            assert!(!pessoa.documento.normalizado().is_empty());
            assert!(pessoa.nome.as_ref().is_none_or(|nome| nome.chars().count() <= 200));
            assert!(pessoa.empreendimentos.len() <= 200);
            assert!(pessoa.id_erp.as_ref().is_none_or(|id| id.chars().count() <= 64));
        }
        Err(erro) => drop((erro.to_string(), format!("{erro:?}"))),
    }
}
