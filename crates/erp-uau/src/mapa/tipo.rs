//! `Venda/BuscarTiposDeParcelas`: each customer has a table of its own.

use std::collections::HashMap;

use domain::modelo::NumeroParcela;

use crate::{
    chave::ChaveParcela,
    decodificar::{Ilegivel, Linha},
};

/// Words for the types of instalments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tipos(pub(crate) HashMap<String, String>);

impl Tipos {
    /// "Mensal 12", "Sinal 1": the number alone would confuse the first of each type.
    pub(crate) fn descrever(&self, parcela: &ChaveParcela) -> String {
        format!("{} {}", self.palavra(&parcela.tipo), parcela.numero)
    }

    /// "Mensal 12, Mensal 13 e Mensal 14": what a grouped boleto charges, in the order of the instalments.
    pub(crate) fn descrever_todas(&self, parcelas: &[ChaveParcela]) -> Option<String> {
        match parcelas {
            [] => None,
            [uma] => Some(self.descrever(uma)),
            varias => {
                let textos: Vec<String> = varias.iter().map(|p| self.descrever(p)).collect();
                let (ultimo, outros) = textos.split_last()?;
                Some(format!("{} e {ultimo}", outros.join(", ")))
            }
        }
    }

    /// The number by which people know the instalment; only of the regular ones, whose type says nothing more.
    pub(crate) fn numero(&self, parcela: &ChaveParcela) -> Option<NumeroParcela> {
        let palavra = self.palavra(&parcela.tipo).to_lowercase();
        let regular = palavra.starts_with("parcela") || palavra.starts_with("mensal");
        let numero = u32::try_from(parcela.numero).ok().filter(|n| *n >= 1 && regular)?;
        Some(NumeroParcela { numero, total: None })
    }

    fn palavra<'a>(&'a self, tipo: &'a str) -> &'a str {
        if let Some(palavra) = self.0.get(tipo) {
            return palavra;
        }
        // Seen in several installations; used only while the customer's own table is not known.
        match tipo {
            "P" => "Parcela",
            "M" => "Mensal",
            "E" => "Entrada",
            "S" => "Sinal",
            outro => outro,
        }
    }
}

pub(crate) fn tipo(linha: Linha<'_>) -> Result<(String, String), Ilegivel> {
    let codigo = linha.codigo(&["Tipo"])?.ok_or(Ilegivel("Tipo"))?;
    Ok((codigo, linha.texto(&["Descricao"]).ok_or(Ilegivel("Descricao"))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chave::ChaveVenda;

    fn parcela(tipo: &str, numero: i64) -> ChaveParcela {
        let venda = ChaveVenda { empresa: 1, obra: "A".to_owned(), venda: 1 };
        ChaveParcela { venda, tipo: tipo.to_owned(), numero, geral: numero }
    }

    #[test]
    fn the_customers_own_words_come_first() {
        let tipos = Tipos(HashMap::from([("P".to_owned(), "Parcela de obra".to_owned())]));
        assert_eq!(tipos.descrever(&parcela("P", 12)), "Parcela de obra 12");
        assert_eq!(tipos.descrever(&parcela("S", 1)), "Sinal 1");
        assert_eq!(tipos.descrever(&parcela("9", 3)), "9 3");
        assert_eq!(tipos.numero(&parcela("M", 12)), Some(NumeroParcela { numero: 12, total: None }));
        assert_eq!(tipos.numero(&parcela("S", 1)), None);
        let grupo = [parcela("M", 12), parcela("M", 13), parcela("M", 14)];
        assert_eq!(tipos.descrever_todas(&grupo).as_deref(), Some("Mensal 12, Mensal 13 e Mensal 14"));
    }
}
