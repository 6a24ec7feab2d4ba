//! XLSX with real dates and amounts.

use domain::dinheiro::Dinheiro;
use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::{
    ErroDocumento, Extrato, Linha, Situacao,
    calendario::em_utc,
    colunas::{COLUNAS, Celula},
    totais::{TOTAIS, somar},
};
use crate::texto;

/// Rows of an extrato that fit in a sheet, with its header and totals.
pub const LINHAS_MAXIMAS: usize = 1_048_576 - 16;

const ABA: &str = "Extrato";
/// The rows above: title, who, when.
const LINHA_DO_CABECALHO: u32 = 3;
/// What Excel accepts in a cell.
const TEXTO_MAXIMO: usize = 32_767;
/// What Excel accepts in a property of the document.
const PROPRIEDADE_MAXIMA: usize = 255;
/// Excel keeps 15 significant digits; a larger amount is written as text instead of being rounded.
const CENTAVOS_EXATOS: u64 = 999_999_999_999_999;
/// Excel in Portuguese shows it as `R$ 1.234,56`: separators in the file are always the American ones.
const FORMATO_DO_VALOR: &str = r#""R$" #,##0.00"#;
const FORMATO_DA_DATA: &str = "dd/mm/yyyy";
const PAPEL_A4: u8 = 9;

/// The extrato as a workbook of one sheet: title, titular and time of generation above; header row bold and frozen, with a
/// filter; a row per parcela with real dates and amounts; below, apart from the table, the totals as values.
///
/// Texts are never formulas. Totals are apart for what was paid, what is open and, inside it, what is overdue; a parcela whose
/// amount the ERP does not tell is counted in the label instead of passing for zero. A date before 1900, which Excel does not
/// have, is written as text. The workbook is built in memory, since the alternative writes temporary files.
///
/// # Errors
/// [`ErroDocumento::LinhasDemais`] above [`LINHAS_MAXIMAS`]; [`ErroDocumento::Planilha`] when the writer refuses.
pub fn xlsx(extrato: &Extrato) -> Result<Vec<u8>, ErroDocumento> {
    if extrato.linhas.len() > LINHAS_MAXIMAS {
        return Err(ErroDocumento::LinhasDemais);
    }
    montar(extrato).map_err(|_| ErroDocumento::Planilha)
}

struct Formatos {
    titulo: Format,
    cabecalho: Format,
    cabecalho_a_direita: Format,
    texto: Format,
    data: Format,
    valor: Format,
    rotulo_do_total: Format,
    total: Format,
}

impl Formatos {
    fn novos() -> Self {
        let cabecalho =
            Format::new().set_bold().set_background_color(0x00E7_E9ED).set_border_bottom(FormatBorder::Thin);
        let rotulo_do_total = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        Self {
            titulo: Format::new().set_bold().set_font_size(14),
            cabecalho_a_direita: cabecalho.clone().set_align(FormatAlign::Right),
            cabecalho,
            // `@`: editing the cell must not turn `0159` into a number either.
            texto: Format::new().set_num_format("@"),
            data: Format::new().set_num_format(FORMATO_DA_DATA).set_align(FormatAlign::Left),
            valor: Format::new().set_num_format(FORMATO_DO_VALOR),
            total: rotulo_do_total.clone().set_num_format(FORMATO_DO_VALOR),
            rotulo_do_total,
        }
    }
}

fn montar(extrato: &Extrato) -> Result<Vec<u8>, XlsxError> {
    let formatos = Formatos::novos();
    let mut pasta = Workbook::new();
    pasta.set_properties(&propriedades(extrato)?);
    let folha = pasta.add_worksheet();
    folha.set_name(ABA)?;
    preparar(folha)?;
    let titular = format!("{} · {}", extrato.incorporadora, extrato.titular);
    folha.write_string_with_format(0, 0, celula_de_texto(&extrato.titulo), &formatos.titulo)?;
    folha.write_string(1, 0, celula_de_texto(&titular))?;
    let hora = extrato.gerado_em.time();
    let gerado =
        format!("Gerado em {} às {:02}:{:02}", texto::data(extrato.gerado_em.date()), hora.hour(), hora.minute());
    folha.write_string(2, 0, gerado)?;

    for (coluna, indice) in COLUNAS.iter().zip(0_u16..) {
        let numerica = coluna_de_valor(indice);
        let formato = if numerica { &formatos.cabecalho_a_direita } else { &formatos.cabecalho };
        folha.write_string_with_format(LINHA_DO_CABECALHO, indice, coluna.titulo, formato)?;
    }
    let mut posicao = LINHA_DO_CABECALHO + 1;
    for linha in &extrato.linhas {
        for (coluna, indice) in COLUNAS.iter().zip(0_u16..) {
            escrever(folha, (posicao, indice), (coluna.celula)(linha), &formatos)?;
        }
        posicao += 1;
    }
    // Contracts such as `000159` are texts on purpose: no green triangle on each of them.
    folha.ignore_error_range(LINHA_DO_CABECALHO, 0, posicao, 1, IgnoreError::NumberStoredAsText)?;
    let ultima_coluna = COLUNAS.iter().zip(0_u16..).last().map_or(0, |(_, indice)| indice);
    folha.autofilter(LINHA_DO_CABECALHO, 0, posicao - 1, ultima_coluna)?;
    // An empty row keeps the totals out of the filter and of sorting.
    totais(folha, posicao + 1, &extrato.linhas, &formatos)?;
    pasta.save_to_buffer()
}

fn propriedades(extrato: &Extrato) -> Result<DocProperties, XlsxError> {
    let curta = |bruto: &str| texto::limitado(texto::em_uma_linha(bruto), PROPRIEDADE_MAXIMA);
    let propriedades = DocProperties::new()
        .set_title(curta(&extrato.titulo))
        .set_company(curta(&extrato.incorporadora))
        .set_author(curta(&extrato.incorporadora));
    let criado = em_utc(extrato.gerado_em);
    // Set always, or the library reads the system's clock.
    let criado = match data_do_excel(criado.date()) {
        Some(data) => data.and_hms(
            u16::try_from(criado.hour()).unwrap_or_default(),
            u8::try_from(criado.minute()).unwrap_or_default(),
            u32::try_from(criado.second()).unwrap_or_default(),
        )?,
        None => ExcelDateTime::from_ymd(1900, 1, 1)?,
    };
    Ok(propriedades.set_creation_datetime(&criado))
}

fn preparar(folha: &mut Worksheet) -> Result<(), XlsxError> {
    for (coluna, indice) in COLUNAS.iter().zip(0_u16..) {
        folha.set_column_width(indice, f64::from(coluna.largura))?;
    }
    folha.set_freeze_panes(LINHA_DO_CABECALHO + 1, 0)?;
    folha.set_landscape().set_paper_size(PAPEL_A4).set_print_fit_to_pages(1, 0);
    folha.set_repeat_rows(LINHA_DO_CABECALHO, LINHA_DO_CABECALHO)?;
    folha.set_footer("&RPágina &P de &N");
    Ok(())
}

fn escrever(folha: &mut Worksheet, onde: (u32, u16), celula: Celula<'_>, formatos: &Formatos) -> Result<(), XlsxError> {
    let (linha, coluna) = onde;
    match celula {
        Celula::Texto(bruto) => {
            let limpo = celula_de_texto(bruto);
            if !limpo.is_empty() {
                folha.write_string_with_format(linha, coluna, limpo, &formatos.texto)?;
            }
        }
        Celula::Data(None) | Celula::Valor(None) => {}
        Celula::Data(Some(data)) => match data_do_excel(data) {
            Some(real) => {
                folha.write_date_with_format(linha, coluna, &real, &formatos.data)?;
            }
            None => {
                folha.write_string_with_format(linha, coluna, texto::data(data), &formatos.texto)?;
            }
        },
        Celula::Valor(Some(valor)) => escrever_valor(folha, onde, valor, &formatos.valor)?,
    }
    Ok(())
}

fn escrever_valor(folha: &mut Worksheet, onde: (u32, u16), valor: Dinheiro, formato: &Format) -> Result<(), XlsxError> {
    let (linha, coluna) = onde;
    let exato = valor.centavos().unsigned_abs() <= CENTAVOS_EXATOS;
    // Through text: the nearest double of the decimal, where dividing cents would round twice.
    match valor.iso().parse::<f64>().ok().filter(|_| exato) {
        Some(numero) => folha.write_number_with_format(linha, coluna, numero, formato)?,
        None => folha.write_string_with_format(linha, coluna, valor.formatado(), formato)?,
    };
    Ok(())
}

fn totais(folha: &mut Worksheet, primeira: u32, linhas: &[Linha], formatos: &Formatos) -> Result<(), XlsxError> {
    for (total, posicao) in TOTAIS.iter().zip(primeira..) {
        let rotulo = format!("{} · {}", total.rotulo, total.contagem(linhas));
        folha.write_string_with_format(posicao, 0, rotulo, &formatos.rotulo_do_total)?;
        for (coluna, indice) in COLUNAS.iter().zip(0_u16..).skip(1) {
            let valores = total.linhas(linhas).filter_map(|linha| match (coluna.celula)(linha) {
                Celula::Valor(valor) => valor,
                Celula::Texto(_) | Celula::Data(_) => None,
            });
            match somar(valores) {
                Some(soma) => escrever_valor(folha, (posicao, indice), soma, &formatos.total)?,
                None => {
                    folha.write_blank(posicao, indice, &formatos.rotulo_do_total)?;
                }
            }
        }
    }
    Ok(())
}

fn coluna_de_valor(indice: u16) -> bool {
    const VAZIA: Linha = Linha {
        descricao: String::new(),
        contrato: None,
        vencimento: None,
        situacao: Situacao::Aberta,
        valor_original: None,
        correcao: None,
        juros: None,
        multa: None,
        desconto: None,
        valor_atual: None,
        indice: None,
        paga_em: None,
        valor_pago: None,
    };
    COLUNAS.get(usize::from(indice)).is_some_and(|coluna| matches!((coluna.celula)(&VAZIA), Celula::Valor(_)))
}

fn celula_de_texto(bruto: &str) -> String {
    texto::limitado(texto::limpo(bruto), TEXTO_MAXIMO)
}

/// `None` for a day that Excel does not have.
fn data_do_excel(data: Date) -> Option<ExcelDateTime> {
    let ano = u16::try_from(data.year()).ok().filter(|ano| *ano >= 1900)?;
    ExcelDateTime::from_ymd(ano, u8::try_from(data.month()).ok()?, u8::try_from(data.day()).ok()?).ok()
}
