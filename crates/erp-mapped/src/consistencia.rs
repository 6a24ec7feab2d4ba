//! Whether the operations of a mapping go together.

use std::collections::BTreeMap;

use crate::{
    arvore::Secao,
    campos::Recurso,
    erro::{ErroMapa, Erros},
    mapeamento::Operacao,
    modelo::Marcador,
};

/// What operations need of each other.
pub(crate) fn entre_si(tabela: &Secao<'_>, operacoes: &BTreeMap<Recurso, Operacao>, erros: &mut Erros) {
    for (recurso, operacao) in operacoes {
        let caminho = tabela.chave(recurso.nome());
        let consulta = operacao.consulta.as_ref();
        let mut marcadores = consulta.map(|c| c.marcadores.clone()).unwrap_or_default();
        let diz_contrato = marcadores.contains(&Marcador::Contrato)
            || consulta.is_some_and(|c| c.campos.iter().any(|c| c.nome == "contrato"));
        if let Some(arquivo) = &operacao.arquivo {
            let mut dele = arquivo.pedido.marcadores();
            if dele.remove(&Marcador::Contrato) && !diz_contrato {
                erros.junta(
                    &format!("{caminho}.arquivo"),
                    "usa {contrato}, e as linhas não dizem o seu",
                    "Mapeie campos.contrato",
                );
            }
            marcadores.extend(dele);
        }
        // Asked of the table, so that a mistake inside `contratos` is not reported twice.
        if marcadores.contains(&Marcador::Contrato) {
            match recurso {
                Recurso::Clientes | Recurso::Contratos => {
                    erros.junta(
                        &caminho,
                        "{contrato} não cabe aqui: os contratos vêm depois",
                        "Use {documento} ou {id-erp}",
                    );
                }
                _ if tabela.valor("contratos").is_none() => {
                    erros.junta(
                        &caminho,
                        "usa {contrato}, e operacoes.contratos não existe",
                        "Escreva [operacoes.contratos]",
                    );
                }
                _ => {}
            }
        }
        if *recurso == Recurso::Clientes && marcadores.contains(&Marcador::IdErp) {
            erros.junta(&caminho, "{id-erp} não cabe aqui: é o que esta operação procura", "Use {documento}");
        }
    }
}

pub(crate) fn avisos(operacoes: &BTreeMap<Recurso, Operacao>) -> Vec<ErroMapa> {
    let mut avisos = Erros::default();
    if !operacoes.contains_key(&Recurso::Clientes) && !operacoes.contains_key(&Recurso::Contratos) {
        avisos.junta(
            "operacoes",
            "sem `clientes` nem `contratos`, um CPF que o ERP não conhece parece uma pessoa sem débitos",
            "Mapeie operacoes.clientes",
        );
    }
    let pede_id = |o: &Operacao| {
        o.consulta.as_ref().is_some_and(|c| c.marcadores.contains(&Marcador::IdErp))
            || o.arquivo.as_ref().is_some_and(|a| a.pedido.marcadores().contains(&Marcador::IdErp))
    };
    let clientes = operacoes.get(&Recurso::Clientes);
    let sabe_id = clientes.and_then(|o| o.consulta.as_ref()).is_some_and(|c| c.campos.iter().any(|c| c.nome == "id"));
    for operacao in operacoes.values().filter(|o| pede_id(o) && !sabe_id) {
        avisos.junta(
            &format!("operacoes.{}", operacao.recurso.nome()),
            "usa {id-erp}, que só o CV poderá dizer",
            "Mapeie operacoes.clientes com campos.id para quem não tem código no CV",
        );
    }
    avisos.0
}
