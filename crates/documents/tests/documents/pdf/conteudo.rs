//! What the pages say.

use documents::{
    extrato::Situacao,
    pdf::{Cobranca, Composicao, Declaracao, ErroPdf, Marca},
};
use jiff::civil::date;

use super::{
    dados::{cobranca, cobrancas, declaracao, demonstrativo, impressora, marca},
    leitor::Pdf,
};
use crate::exemplo::{completo, extrato, linha, reais};

fn tem(pagina: &str, trechos: &[&str]) {
    for trecho in trechos {
        assert!(pagina.contains(trecho), "{trecho:?} is not in {pagina:?}");
    }
}

#[test]
fn a_charge_tells_what_to_pay_to_whom_and_that_it_is_no_boleto() {
    let pdf = Pdf::novo(&impressora().cobrancas(&marca(), &cobrancas(vec![cobranca()])).unwrap());
    let paginas = pdf.paginas();
    assert_eq!(paginas.len(), 1);
    tem(
        &paginas[0],
        &[
            "Dados para pagamento",
            "Parcela 7 de 60",
            "Contrato 000159",
            "R$ 2.438,17",
            "Valor para pagamento em 21/11/2026",
            "12/12/2026",
            "Desconto",
            "-R$ 36,00",
            "Horizonte e Filhos Incorporações S.A.",
            "341 · Itaú Unibanco",
            "não é um boleto bancário",
            "confira no aplicativo do banco se o beneficiário e o banco",
            "use só um deles",
            "Gerado em 21/11/2026 às 22:05",
            "Página 1 de 1",
        ],
    );
    for campo in ["34191.10121", "34567.880058", "71234.570001", "16670000012345"] {
        tem(&paginas[0], &[campo]);
    }
    // Copied from the page, blanks aside, it is the code.
    let seguido: String = paginas[0].split_whitespace().collect();
    let payload: String = cobranca().pix.unwrap().payload().split_whitespace().collect();
    assert!(seguido.contains(&payload), "copia e cola");
}

#[test]
fn a_carne_has_a_page_for_each_charge() {
    let itens: Vec<Cobranca> =
        (1..=5).map(|numero| Cobranca { titulo: format!("Parcela {numero} de 5"), ..cobranca() }).collect();
    let paginas = Pdf::novo(&impressora().cobrancas(&marca(), &cobrancas(itens)).unwrap()).paginas();
    assert_eq!(paginas.len(), 5);
    for (pagina, numero) in paginas.iter().zip(1..) {
        tem(pagina, &[&format!("Parcela {numero} de 5"), &format!("Página {numero} de 5")]);
    }
    assert_eq!(impressora().cobrancas(&marca(), &cobrancas(Vec::new())), Err(ErroPdf::Vazio));
}

#[test]
fn what_the_erp_does_not_tell_is_not_written() {
    let nada = Cobranca {
        contrato: None,
        vencimento: None,
        vencimento_detalhe: None,
        valor: None,
        composicao: Composicao::default(),
        pix: None,
        beneficiario_documento: None,
        banco: None,
        avisos: Vec::new(),
        ..cobranca()
    };
    let sem_codigos = Cobranca { boleto: None, ..nada.clone() };
    let sem_marca =
        Marca { logo: None, razao_social: None, cnpj: None, endereco: None, contato: Vec::new(), ..marca() };
    let paginas =
        Pdf::novo(&impressora().cobrancas(&sem_marca, &cobrancas(vec![nada, sem_codigos])).unwrap()).paginas();
    tem(&paginas[0], &["Informado na leitura do código", "Não informado"]);
    tem(&paginas[1], &["ainda não tem código de barras nem Pix"]);
    for ausente in ["Composição", "Pix", "R$", "Contrato", "use só um"] {
        assert!(!paginas[0].contains(ausente), "{ausente}");
    }
}

#[test]
fn an_extrato_writes_states_in_words_and_sums_what_it_can() {
    let paginas = Pdf::novo(&impressora().extrato(&marca(), &completo()).unwrap()).paginas();
    assert_eq!(paginas.len(), 1);
    tem(
        &paginas[0],
        &[
            "Extrato · Torre Âmbar, apto 1203",
            "Índice INCC-DI",
            "Paga",
            "Em aberto",
            "Vencida",
            "Total pago · 1 parcela",
            "Total em aberto · 3 parcelas (1 sem valor, fora da soma)",
            "1.234.567,89",
            "Vencido, já no total em aberto · 1 parcela",
            "R$ 1.235.588,22",
        ],
    );
    let vazio = Pdf::novo(&impressora().extrato(&marca(), &extrato(Vec::new())).unwrap());
    tem(&vazio.paginas()[0], &["Nenhuma parcela"]);
}

#[test]
fn a_thousand_rows_are_all_there_under_a_header_on_every_page() {
    let linhas: Vec<_> = (1..=1_000)
        .map(|posicao| linha(&format!("Parcela {posicao}/1000"), Situacao::Aberta, date(2027, 1, 10)))
        .collect();
    let paginas = Pdf::novo(&impressora().extrato(&marca(), &extrato(linhas)).unwrap()).paginas();
    assert!(paginas.len() > 20);
    for (pagina, numero) in paginas.iter().zip(1..) {
        tem(pagina, &["Descrição", "Vencimento", "Situação", &format!("Página {numero} de {}", paginas.len())]);
    }
    let tudo = paginas.join(" ");
    assert!((1..=1_000).all(|posicao| tudo.contains(&format!("Parcela {posicao}/1000 "))));
    assert_eq!(tudo.matches("Total em aberto").count(), 1);
}

#[test]
fn a_declaration_names_year_contract_and_what_it_replaces() {
    let pagina = |d: &Declaracao| {
        let paginas = Pdf::novo(&impressora().declaracao(&marca(), d).unwrap()).paginas();
        assert_eq!(paginas.len(), 1);
        paginas.concat()
    };
    let padrao = pagina(&declaracao());
    let lei = "as quitações dos faturamentos mensais de 2025 e dos anos anteriores";
    tem(
        &padrao,
        &[
            "Declaração de quitação anual de 2025",
            "Lei nº 12.007, de 29 de julho de 2009",
            "declara quitadas as 12 parcelas do contrato nº 000159",
            "1º de janeiro a 31 de dezembro de 2025",
            "Maria da Conceição",
            lei,
            "R$ 28.944,00",
            "Aracaju, 2 de março de 2026",
            "Joana Horizonte",
            "Diretora financeira",
            "Código 7KQ4-M2XD-R9TN",
            "https://portal.exemplo.test/verificar/7KQ4-M2XD-R9TN",
            "Nº 2025/000123",
        ],
    );
    let propria = pagina(&Declaracao { texto: Some("Nossas palavras.\n\nE mais estas.".to_owned()), ..declaracao() });
    tem(&propria, &["Nossas palavras. E mais estas.", lei]);
    assert!(!propria.contains("declara quitadas"));
    let completa = "Substitui os recibos de 2025 e dos anos anteriores.";
    let repetida = pagina(&Declaracao { texto: Some(completa.to_owned()), ..declaracao() });
    tem(&repetida, &[completa]);
    assert!(!repetida.contains("faturamentos mensais"), "the sentence of the law is already there");
    tem(&pagina(&Declaracao { parcelas: 1, ..declaracao() }), &["declara quitada a parcela do contrato"]);
}

#[test]
fn a_demonstrativo_sums_only_what_every_payment_has() {
    let pdf = Pdf::novo(&impressora().demonstrativo(&marca(), &demonstrativo()).unwrap());
    tem(
        &pdf.paginas().join(" "),
        &[
            "Demonstrativo de pagamentos de 2025",
            "Contrato 000159",
            "12 pagamentos",
            "3 pagamentos sem data não entraram.",
            "não substitui documento fiscal",
        ],
    );
    let texto = pdf.texto();
    let total = texto.lines().find(|linha| linha.contains("Total · 12 pagamentos")).unwrap();
    let valores: Vec<&str> = total.split_whitespace().skip(4).collect();
    assert_eq!(valores, ["27.600,00", "1.360,80", "29.080,80"], "the interest of a payment is not told");
    assert!(!texto.contains("Multa") && !texto.contains("Desconto"), "columns that say nothing");

    let mut incompleto = demonstrativo();
    incompleto.contratos[0].pagamentos[4].valor = None;
    let texto = Pdf::novo(&impressora().demonstrativo(&marca(), &incompleto).unwrap()).texto();
    tem(&texto, &["sem soma: falta o valor de 1 deles"]);
    assert!(!texto.contains("29.080,80") && !texto.contains(&reais(2_665_740).sem_simbolo()));
}
