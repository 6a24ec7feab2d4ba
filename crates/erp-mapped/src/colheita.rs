//! Gathering the rows of a list: its contracts, its years, its pages, and the lists inside its rows.

use std::collections::{BTreeMap, HashSet};

use domain::{
    documento::Documento,
    modelo::{ContratoId, Descarte, Titular},
};
use erp::{Erp as _, ErroErp};
use jmespath::{Rcvar, Variable};

use crate::{
    adaptador::ErpMapped,
    campos::Recurso,
    dono::nomeia_outro,
    envelope,
    expressao::Expressao,
    leitura::Linha,
    mapeamento::{Consulta, Operacao},
    modelo::Marcador,
    paginacao::{LINHAS, Posicao},
    resposta::{self, Resposta, contrato},
};

/// Most calls for one list: contracts times years.
const CHAMADAS: usize = 60;

/// What a request is about, besides the holder.
#[derive(Debug, Clone, Default)]
pub(crate) struct Alvo {
    pub(crate) id_erp: Option<String>,
    pub(crate) contrato: Option<String>,
    pub(crate) ano: Option<i16>,
    pub(crate) id: Option<String>,
}

/// Rows of one list, and the discards that its making brought along.
pub(crate) struct Colhidas {
    pub(crate) linhas: Vec<Linha>,
    pub(crate) descartes: Vec<Descarte>,
}

impl ErpMapped {
    /// The value of a placeholder.
    pub(crate) fn valor(
        &self,
        operacao: &Operacao,
        documento: &Documento,
        alvo: &Alvo,
        marcador: Marcador,
    ) -> Option<String> {
        match marcador {
            Marcador::Documento => Some(documento.normalizado().to_owned()),
            Marcador::DocumentoFormatado => Some(documento.formatado()),
            Marcador::Cpf => matches!(documento, Documento::Cpf(_)).then(|| documento.normalizado().to_owned()),
            Marcador::Cnpj => matches!(documento, Documento::Cnpj(_)).then(|| documento.normalizado().to_owned()),
            Marcador::IdErp => alvo.id_erp.clone(),
            Marcador::Contrato => alvo.contrato.clone(),
            Marcador::Ano => alvo.ano.map(|a| a.to_string()),
            Marcador::Data => Some(operacao.formatos.data.escrever(self.hoje())),
            Marcador::Id => alvo.id.clone(),
            Marcador::Id1 => parte(alvo, 0),
            Marcador::Id2 => parte(alvo, 1),
            Marcador::Id3 => parte(alvo, 2),
            Marcador::Usuario | Marcador::Senha => None,
        }
    }

    /// All rows of a list, over its contracts, years and pages.
    pub(crate) async fn colher(
        &self,
        operacao: &Operacao,
        consulta: &Consulta,
        titular: &Titular,
    ) -> Result<Colhidas, ErroErp> {
        let nome = operacao.recurso.nome();
        let mut colhidas = Colhidas { linhas: Vec::new(), descartes: Vec::new() };
        let id_erp =
            if consulta.marcadores.contains(&Marcador::IdErp) { Box::pin(self.codigo(titular)).await? } else { None };
        let mut alvos = vec![Alvo { id_erp, ..Alvo::default() }];
        if consulta.marcadores.contains(&Marcador::Contrato) {
            let contratos = self.contratos(titular).await?;
            // A contract that could not be read may have rows: the list is then not whole, and must say so.
            colhidas
                .descartes
                .extend(contratos.descartes.into_iter().filter(|d| matches!(d, Descarte::Ilegivel { .. })));
            let mut ids: Vec<ContratoId> = contratos.itens.into_iter().map(|c| c.id).collect();
            let mut vistos = HashSet::new();
            ids.retain(|id| vistos.insert(id.clone()));
            alvos = ids.into_iter().map(|id| Alvo { contrato: Some(id.0), ..alvos[0].clone() }).collect();
        }
        if consulta.marcadores.contains(&Marcador::Ano) {
            let anos = self.anos(operacao, 0);
            alvos =
                alvos.iter().flat_map(|alvo| anos.iter().map(|ano| Alvo { ano: Some(*ano), ..alvo.clone() })).collect();
        }
        if alvos.len() > CHAMADAS {
            return Err(contrato(nome, &format!("mais de {CHAMADAS} chamadas para uma lista (contratos × anos)")));
        }
        for alvo in &alvos {
            self.paginas(operacao, consulta, titular, alvo, &mut colhidas.linhas).await?;
        }
        Ok(colhidas)
    }

    async fn paginas(
        &self,
        operacao: &Operacao,
        consulta: &Consulta,
        titular: &Titular,
        alvo: &Alvo,
        linhas: &mut Vec<Linha>,
    ) -> Result<(), ErroErp> {
        let nome = operacao.recurso.nome();
        let valores = |marcador| self.valor(operacao, &titular.documento, alvo, marcador);
        let chamada = consulta
            .pedido
            .montar(self.transporte.base(), &valores)
            .map_err(|impossivel| contrato(nome, &impossivel.mensagem()))?;
        let mut chamada = consulta.paginacao.primeira(chamada);
        let mut posicao = Posicao::default();
        loop {
            let recebido = self.transporte.chamar(nome, &chamada).await?;
            let corpo = match resposta::interpretar(nome, &recebido)? {
                Resposta::Json(corpo) => corpo,
                Resposta::Ausente => return Ok(()),
            };
            let (dados, quantas) =
                extrair(operacao, consulta, &titular.documento, &corpo).map_err(|e| contrato(nome, &e))?;
            if linhas.len() + dados.len() > LINHAS {
                return Err(contrato(nome, &format!("lista com mais de {LINHAS} linhas")));
            }
            linhas.extend(dados.into_iter().map(|dados| Linha {
                dados,
                contrato: alvo.contrato.clone(),
                ano: alvo.ano,
            }));
            match consulta.paginacao.seguinte(&chamada, &corpo, quantas, &mut posicao) {
                Ok(Some(proxima)) => chamada = proxima,
                Ok(None) => return Ok(()),
                Err(erro) => return Err(contrato(nome, &erro)),
            }
        }
    }
}

/// A part of a row's key.
fn parte(alvo: &Alvo, qual: usize) -> Option<String> {
    alvo.id.as_deref()?.split('/').nth(qual).map(str::to_owned)
}

/// The rows of an answer, after it was found to be neither an error nor half a list nor somebody else's; and how many the
/// page had before going down into `itens`, which is what pages are counted in.
pub(crate) fn extrair(
    operacao: &Operacao,
    consulta: &Consulta,
    titular: &Documento,
    corpo: &Rcvar,
) -> Result<(Vec<Rcvar>, usize), String> {
    envelope::recusar_erro(corpo)?;
    if consulta.paginacao.eh_nenhuma() {
        envelope::recusar_pagina(corpo)?;
    }
    let lista = consulta.lista.avaliar(corpo)?;
    let linhas = match &*lista {
        Variable::Array(linhas) => linhas.clone(),
        // One customer comes as an object as often as in a list of one.
        Variable::Object(mapa) if operacao.recurso == Recurso::Clientes && !mapa.is_empty() => {
            return Ok((vec![lista], 1));
        }
        Variable::Null => {
            return Err(format!(
                "`lista` ({}) não encontrou nada na resposta; se ausente quer dizer nenhuma, acrescente ` || `[]``",
                consulta.lista.texto()
            ));
        }
        _ => return Err(format!("`lista` ({}) não deu uma lista", consulta.lista.texto())),
    };
    if nomeia_outro(titular, corpo) {
        return Err("a resposta é sobre outro documento".to_owned());
    }
    let quantas = linhas.len();
    let linhas = consulta.itens.iter().try_fold(linhas, |linhas, itens| descer(&linhas, itens))?;
    Ok((linhas, quantas))
}

/// The elements of a list inside each row, with the row around them as `pai`. Lists are left out of `pai`: it says what the
/// element belongs to, and must not carry its siblings along with each of them.
fn descer(linhas: &[Rcvar], itens: &Expressao) -> Result<Vec<Rcvar>, String> {
    let mut todas = Vec::new();
    for linha in linhas {
        let Variable::Object(mapa) = &**linha else { return Err("linha que não é um objeto".to_owned()) };
        let dentro = itens.avaliar(linha)?;
        let Variable::Array(elementos) = &*dentro else {
            return Err(format!("`itens` ({}) não deu uma lista", itens.texto()));
        };
        let pai: BTreeMap<String, Rcvar> =
            mapa.iter().filter(|(_, v)| !v.is_array()).map(|(k, v)| (k.clone(), v.clone())).collect();
        let pai = Rcvar::new(Variable::Object(pai));
        for elemento in elementos {
            todas.push(match &**elemento {
                Variable::Object(mapa) => {
                    let mut mapa = mapa.clone();
                    mapa.insert("pai".to_owned(), pai.clone());
                    Rcvar::new(Variable::Object(mapa))
                }
                _ => elemento.clone(),
            });
        }
        if todas.len() > LINHAS {
            return Err(format!("lista com mais de {LINHAS} linhas"));
        }
    }
    Ok(todas)
}
