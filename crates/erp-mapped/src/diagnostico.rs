//! What each operation of a mapping brings for one person, for whoever is writing it. Nothing of the person is in it:
//! requests are shown with their placeholders and samples by their shape.

use std::fmt;

use domain::modelo::{Descarte, Titular};
use erp::ErroErp;

use crate::{
    adaptador::ErpMapped,
    campos::{Especie, Recurso},
    dono::Posse,
    leitura::{self, Linha, em_branco, escalar},
    mapeamento::{Consulta, Operacao},
};

/// Rows whose fields are looked at.
const LINHAS: usize = 200;

/// One operation, tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostico {
    /// Name under `operacoes`.
    pub operacao: &'static str,
    /// The request as configured, placeholders unfilled: `GET https://erp.example/titulos?cpf={documento}`.
    pub pedido: String,
    /// What came of it.
    pub desfecho: Desfecho,
    /// Each mapped field, in the order of the manual; empty when there were no rows.
    pub campos: Vec<CampoLido>,
}

/// What came of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Desfecho {
    /// The ERP answered.
    Respondeu {
        /// Rows in the answer.
        linhas: usize,
        /// Rows that will be shown.
        usadas: usize,
        /// Rows of another document.
        de_outros: usize,
        /// Rows with a field that could not be read.
        ilegiveis: usize,
        /// Rows that came twice.
        repetidas: usize,
    },
    /// It did not, or not understandably; the text of the error names the key to look at.
    Falhou(ErroErp),
    /// There is nothing to ask beforehand: years are offered and each file is asked for on demand.
    SobDemanda,
}

/// One field over all rows of the holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampoLido {
    /// Name of ours.
    pub campo: &'static str,
    /// Its expression.
    pub expressao: String,
    /// Rows in which it has a value.
    pub lidos: usize,
    /// Rows in which it is absent.
    pub ausentes: usize,
    /// Rows in which it is there and does not fit; when the field is a key, a date or an amount, the row is unreadable.
    pub ilegiveis: usize,
    /// The shape of a value (digits as `9`, letters as `x`), of an unreadable one if there is one.
    pub amostra: Option<String>,
    /// What to repair.
    pub correcao: Option<String>,
}

impl ErpMapped {
    /// Runs every operation of the mapping for one person, one after the other.
    pub async fn diagnosticar(&self, titular: &Titular) -> Vec<Diagnostico> {
        let mut todos = Vec::new();
        for (recurso, operacao) in &self.mapeamento.operacoes {
            todos.push(self.diagnosticar_uma(*recurso, operacao, titular).await);
        }
        todos
    }

    async fn diagnosticar_uma(&self, recurso: Recurso, operacao: &Operacao, titular: &Titular) -> Diagnostico {
        let base = self.transporte.base();
        let Some(consulta) = &operacao.consulta else {
            let pedido = operacao.arquivo.as_ref().map(|a| a.pedido.mascarado(base)).unwrap_or_default();
            return Diagnostico {
                operacao: recurso.nome(),
                pedido,
                desfecho: Desfecho::SobDemanda,
                campos: Vec::new(),
            };
        };
        let pedido = consulta.pedido.mascarado(base);
        let (desfecho, campos) = match self.colher(operacao, consulta, titular).await {
            Err(erro) => (Desfecho::Falhou(erro), Vec::new()),
            Ok(colhidas) => {
                let lista =
                    leitura::lista(operacao, consulta, &colhidas.linhas, &titular.documento, |_, campos| Ok(campos));
                let contar = |qual: fn(&Descarte) -> bool| lista.descartes.iter().filter(|d| qual(d)).count();
                let desfecho = Desfecho::Respondeu {
                    linhas: colhidas.linhas.len(),
                    usadas: lista.itens.len(),
                    de_outros: contar(|d| matches!(d, Descarte::OutroTitular { .. })),
                    ilegiveis: contar(|d| matches!(d, Descarte::Ilegivel { .. })),
                    repetidas: contar(|d| matches!(d, Descarte::Repetida { .. })),
                };
                let proprias: Vec<&Linha> = colhidas
                    .linhas
                    .iter()
                    .filter(|l| leitura::posse(operacao, consulta, l, &titular.documento) != Posse::Outro)
                    .take(LINHAS)
                    .collect();
                (desfecho, if proprias.is_empty() { Vec::new() } else { campos(operacao, consulta, &proprias) })
            }
        };
        Diagnostico { operacao: recurso.nome(), pedido, desfecho, campos }
    }
}

fn campos(operacao: &Operacao, consulta: &Consulta, linhas: &[&Linha]) -> Vec<CampoLido> {
    let mut lidos = Vec::new();
    for campo in &consulta.campos {
        let (mut bons, mut ausentes, mut ilegiveis) = (0, 0, 0);
        let (mut amostra, mut ruim, mut motivo) = (None, None, None);
        for linha in linhas {
            let bruto = campo.expressao.avaliar(&linha.dados);
            match leitura::campo(campo, &linha.dados, &operacao.formatos) {
                Ok(Some(_)) => {
                    bons += 1;
                    if amostra.is_none() {
                        amostra = bruto.as_deref().ok().map(forma);
                    }
                }
                // There, and no use: a description of another type costs the row nothing, and is worth knowing.
                Ok(None) if campo.especie != Especie::Data && bruto.as_ref().is_ok_and(|v| !em_branco(v)) => {
                    ilegiveis += 1;
                    ruim = bruto.as_deref().ok().map(forma);
                }
                Ok(None) => ausentes += 1,
                Err(_) => {
                    ilegiveis += 1;
                    match &bruto {
                        Ok(valor) => ruim = Some(forma(valor)),
                        Err(erro) => motivo = Some(erro.clone()),
                    }
                }
            }
        }
        let chave = format!("operacoes.{}.campos.{}", operacao.recurso.nome(), campo.nome);
        let correcao = if let Some(motivo) = motivo {
            Some(format!("A expressão de `{chave}` falhou: {motivo}"))
        } else if ilegiveis > 0 {
            Some(format!("Confira `{chave}` e `operacoes.{}.formatos`", operacao.recurso.nome()))
        } else if bons == 0 {
            Some(format!("`{chave}` não encontrou nada em linha nenhuma: confira o nome do campo no ERP"))
        } else {
            None
        };
        lidos.push(CampoLido {
            campo: campo.nome,
            expressao: campo.expressao.texto().to_owned(),
            lidos: bons,
            ausentes,
            ilegiveis,
            amostra: ruim.or(amostra),
            correcao,
        });
    }
    lidos
}

/// A value by its shape: enough to see a format, nothing of what it says.
fn forma(valor: &jmespath::Variable) -> String {
    use jmespath::Variable;
    match valor {
        Variable::Null => "null".to_owned(),
        Variable::Bool(_) => "verdadeiro/falso".to_owned(),
        Variable::Array(lista) => format!("lista com {}", lista.len()),
        Variable::Object(_) => "objeto".to_owned(),
        Variable::Expref(_) => "expressão".to_owned(),
        Variable::Number(numero) => format!("número {}", mascara(&numero.to_string())),
        Variable::String(_) => escalar(valor).map_or_else(String::new, |t| format!("\"{}\"", mascara(&t))),
    }
}

fn mascara(texto: &str) -> String {
    let mut saida: String = texto
        .chars()
        .take(24)
        .map(|c| match c {
            c if c.is_numeric() => '9',
            c if c.is_alphabetic() => 'x',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    if texto.chars().nth(24).is_some() {
        saida.push('…');
    }
    saida
}

impl fmt::Display for Diagnostico {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.operacao, self.pedido)?;
        match &self.desfecho {
            Desfecho::Falhou(erro) => write!(f, "  FALHA: {erro}")?,
            Desfecho::SobDemanda => write!(f, "  cada arquivo é pedido só quando alguém o quer")?,
            Desfecho::Respondeu { linhas, usadas, de_outros, ilegiveis, repetidas } => write!(
                f,
                "  {linhas} linhas: {usadas} usadas, {de_outros} de outros documentos, {ilegiveis} ilegíveis, {repetidas} repetidas"
            )?,
        }
        for c in &self.campos {
            let amostra = c.amostra.as_deref().unwrap_or("-");
            write!(
                f,
                "\n  {:<18} {:>4} lidos {:>4} ausentes {:>4} ilegíveis  {amostra}  ({})",
                c.campo, c.lidos, c.ausentes, c.ilegiveis, c.expressao
            )?;
            if let Some(correcao) = &c.correcao {
                write!(f, "\n    → {correcao}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_shows_the_shape_and_nothing_of_the_value() {
        assert_eq!(mascara("111.444.777-35"), "999.999.999-99");
        assert_eq!(mascara("Joana D'Árc"), "xxxxx x'xxx");
        assert_eq!(mascara("2026-01-10T00:00:00"), "9999-99-99x99:99:99");
        assert_eq!(mascara(&"1".repeat(30)), format!("{}…", "9".repeat(24)));
    }
}
