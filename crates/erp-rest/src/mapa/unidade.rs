//! Request 7: services in the newest version, installations with services inside in the older one.

use domain::{dinheiro::Dinheiro, modelo::Unidade};
use serde_json::{Map, Value};

use leitura::{Ilegivel, Linha};

pub(crate) fn unidade(linha: Linha<'_>) -> Result<Option<Unidade>, Ilegivel> {
    if linha.tem(&["id_instalacao"]) {
        return instalacao(linha).map(Some);
    }
    Ok(Some(Unidade {
        id: linha.id(&["id_servico", "id"])?,
        nome: linha.texto(&["nome"]),
        situacao: linha.texto(&["situacao", "status"]),
        endereco: endereco(linha),
        valor: linha.dinheiro(&["valor"])?,
    }))
}

fn instalacao(linha: Linha<'_>) -> Result<Unidade, Ilegivel> {
    let vazio = Vec::new();
    let servicos: Vec<&Map<String, Value>> = match linha.valor(&["servicos"]) {
        None => &vazio,
        Some((_, Value::Array(lista))) => lista,
        Some((nome, _)) => return Err(Ilegivel(nome)),
    }
    .iter()
    .filter_map(Value::as_object)
    .collect();
    let nomes: Vec<String> = servicos.iter().filter_map(|s| Linha(s).texto(&["nome", "descricao"])).collect();
    // Amounts are never added up by us, and a status is the unit's only when it is that of all its services.
    let mut situacoes = servicos.iter().map(|s| Linha(s).texto(&["status", "situacao"]));
    let primeira = situacoes.next().flatten();
    let unanime = situacoes.all(|s| s == primeira);
    let valor: Option<Dinheiro> = match servicos.as_slice() {
        [unico] => Linha(unico).dinheiro(&["valor"])?,
        _ => None,
    };
    Ok(Unidade {
        id: linha.id(&["id_instalacao"])?,
        nome: (!nomes.is_empty()).then(|| nomes.join(", ")),
        situacao: primeira.filter(|_| unanime),
        endereco: endereco(linha),
        valor,
    })
}

/// "Rua das Flores, 120, ap. 1203 · Centro · Aracaju/SE", from the parts there are.
fn endereco(linha: Linha<'_>) -> Option<String> {
    let juntar = |partes: [Option<String>; 3], entre: &str| -> Option<String> {
        let partes: Vec<String> = partes.into_iter().flatten().collect();
        (!partes.is_empty()).then(|| partes.join(entre))
    };
    let rua = juntar([linha.texto(&["endereco"]), linha.texto(&["numero"]), linha.texto(&["complemento"])], ", ");
    let cidade = juntar([linha.texto(&["cidade"]), linha.texto(&["uf"]), None], "/");
    juntar([rua, linha.texto(&["bairro"]), cidade], " · ")
}
