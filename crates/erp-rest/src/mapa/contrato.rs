//! Request 2. Only the newest version has it.

use domain::modelo::{Contrato, ContratoId};

use leitura::{Ilegivel, Linha};

/// `remote_id` is the contract here (in boletos it is the customer). Development, unit and status are not in the
/// contract; ERPs that send them under these names get them shown.
pub(crate) fn contrato(linha: Linha<'_>) -> Result<Option<Contrato>, Ilegivel> {
    Ok(Some(Contrato {
        id: ContratoId(linha.id(&["remote_id", "contract_id", "id_contrato", "id"])?),
        nome: linha.texto(&["contract_name", "nome_contrato", "nome"]),
        empreendimento: linha.texto(&["empreendimento"]),
        unidade: linha.texto(&["unidade"]),
        situacao: linha.texto(&["situacao", "status"]),
    }))
}
