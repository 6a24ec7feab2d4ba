//! The columns, one list for every tabular format.

use domain::dinheiro::Dinheiro;
use jiff::civil::Date;

use super::Linha;

/// A value of a row, before any format.
#[derive(Clone, Copy)]
pub(crate) enum Celula<'a> {
    Texto(&'a str),
    Data(Option<Date>),
    Valor(Option<Dinheiro>),
}

pub(super) struct Coluna {
    pub(super) titulo: &'static str,
    /// In characters of the sheet's font.
    pub(super) largura: u8,
    pub(super) celula: fn(&Linha) -> Celula<'_>,
}

/// What a column holds is decided here; a row's value and its column's total cannot disagree about it.
pub(super) const COLUNAS: [Coluna; 13] = [
    Coluna { titulo: "Descrição", largura: 40, celula: |linha| Celula::Texto(&linha.descricao) },
    Coluna { titulo: "Contrato", largura: 14, celula: |linha| opcional(linha.contrato.as_deref()) },
    Coluna { titulo: "Vencimento", largura: 14, celula: |linha| Celula::Data(linha.vencimento) },
    Coluna { titulo: "Situação", largura: 12, celula: |linha| Celula::Texto(linha.situacao.texto()) },
    Coluna { titulo: "Valor original", largura: 18, celula: |linha| Celula::Valor(linha.valor_original) },
    Coluna { titulo: "Correção", largura: 16, celula: |linha| Celula::Valor(linha.correcao) },
    Coluna { titulo: "Índice", largura: 12, celula: |linha| opcional(linha.indice.as_deref()) },
    Coluna { titulo: "Juros", largura: 16, celula: |linha| Celula::Valor(linha.juros) },
    Coluna { titulo: "Multa", largura: 16, celula: |linha| Celula::Valor(linha.multa) },
    Coluna { titulo: "Desconto", largura: 16, celula: |linha| Celula::Valor(linha.desconto) },
    Coluna { titulo: "Valor atual", largura: 18, celula: |linha| Celula::Valor(linha.valor_atual) },
    Coluna { titulo: "Paga em", largura: 14, celula: |linha| Celula::Data(linha.paga_em) },
    Coluna { titulo: "Valor pago", largura: 18, celula: |linha| Celula::Valor(linha.valor_pago) },
];

fn opcional(texto: Option<&str>) -> Celula<'_> {
    Celula::Texto(texto.unwrap_or_default())
}
