//! What each person reads, held to what the ERP says.

use http::StatusCode;
use serde_json::Value;

use crate::{
    html,
    mundo::{Mundo, clientes},
    navegador::Resposta,
};

const NADA_DEVE: [&str; 2] = ["não tem débitos", "não tem boletos em aberto"];

/// Cents, from any of the ways the ERP writes an amount.
fn centavos(valor: &Value) -> i64 {
    let texto = match valor {
        Value::Number(n) => format!("{:.2}", n.as_f64().unwrap()),
        outro => outro.as_str().unwrap().to_owned(),
    };
    let texto = if texto.contains(',') { texto.replace('.', "").replace(',', ".") } else { texto };
    let (reais, cents) = texto.split_once('.').unwrap_or((&texto, "00"));
    format!("{reais}{cents:0<2}").parse().unwrap()
}

/// `1.234,56`
fn por_extenso(centavos: i64) -> String {
    let reais = (centavos / 100).to_string();
    let grupos: Vec<&str> = reais.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect();
    format!("{},{:02}", grupos.join("."), centavos % 100)
}

/// `2040-03-23`, from either way the ERP writes a date.
fn data(valor: &Value) -> String {
    let texto = valor.as_str().unwrap();
    match texto.split('/').collect::<Vec<_>>()[..] {
        [dia, mes, ano] => format!("{ano}-{mes}-{dia}"),
        _ => texto.to_owned(),
    }
}

fn linha(boleto: &Value) -> String {
    html::digitos(boleto["linha_digitavel"].as_str().unwrap())
}

/// What is shown as line in the elements of that id.
fn linhas_mostradas(pagina: &Resposta) -> Vec<String> {
    html::todos(&pagina.corpo, "class", "codigo digitavel")
        .into_iter()
        .map(|l| html::digitos(&html::texto_de(l)))
        .collect()
}

fn pix_mostrados(pagina: &Resposta) -> Vec<String> {
    html::todos(&pagina.corpo, "class", "codigo pix").into_iter().map(html::desescapar).collect()
}

/// The next to pay: the nearest that is not late, or else the oldest.
fn proximo<'a>(boletos: &'a [Value], hoje: &str) -> Option<&'a Value> {
    let mut por_data: Vec<&Value> = boletos.iter().collect();
    por_data.sort_by_key(|b| data(&b["data_vencimento"]));
    por_data.iter().find(|b| data(&b["data_vencimento"]).as_str() >= hoje).or(por_data.first()).copied()
}

#[tokio::test]
async fn everybody_sees_the_next_payment_as_the_erp_has_it() {
    let mundo = Mundo::novo().await;
    let hoje = mundo.simulador.hoje().to_string();
    for pessoa in clientes() {
        let chave = pessoa.chave;
        let mut n = mundo.navegador();
        let (_, inicio) = n.entrar(&mundo, chave).await;
        let boletos = mundo.erp("boletos-abertos", chave).await;
        let Some(proximo) = proximo(&boletos, &hoje) else { continue };
        let cartao = html::dentro(&inicio.corpo, "slot", "pagamento").unwrap();
        let texto = html::texto_de(cartao);
        let valor = por_extenso(centavos(&proximo["valor_atual"]));
        assert!(texto.contains(&valor), "{chave}: {valor} is not in {texto}");
        let vencimento = data(&proximo["data_vencimento"]);
        assert!(cartao.contains(&vencimento), "{chave}: {vencimento} is not in {cartao}");
        if chave == "hermes" {
            continue;
        }
        assert_eq!(linhas_mostradas(&inicio), [linha(proximo)], "{chave}");
        let pix: Vec<_> = [proximo["pix_code"].as_str().unwrap()].into_iter().filter(|p| !p.is_empty()).collect();
        assert_eq!(pix_mostrados(&inicio), pix, "{chave}");
    }
}

#[tokio::test]
async fn the_list_offers_every_sound_code_of_the_erp_and_no_other() {
    let mundo = Mundo::novo().await;
    for pessoa in clientes().filter(|p| p.chave != "hermes") {
        let chave = pessoa.chave;
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, chave).await;
        let pagina = n.abrir(&format!("{prefixo}/boletos")).await;
        assert_eq!(pagina.status, StatusCode::OK, "{chave}");
        let mut boletos = mundo.erp("boletos-abertos", chave).await;
        boletos.sort_by_key(|b| data(&b["data_vencimento"]));
        let esperadas: Vec<String> = boletos.iter().map(linha).collect();
        assert_eq!(linhas_mostradas(&pagina), esperadas, "{chave}: most urgent first");
        let pix: Vec<&str> =
            boletos.iter().map(|b| b["pix_code"].as_str().unwrap()).filter(|p| !p.is_empty()).collect();
        assert_eq!(pix_mostrados(&pagina), pix, "{chave}");
        for boleto in &boletos {
            let valor = por_extenso(centavos(&boleto["valor_atual"]));
            assert!(pagina.texto().contains(&valor), "{chave}: {valor}");
        }
        let primeira = html::enderecos(&pagina.corpo).into_iter().find(|e| e.contains("/boletos/"));
        assert_eq!(primeira.is_some(), !boletos.is_empty(), "{chave}");
        if let Some(endereco) = primeira {
            let um = n.abrir(&endereco).await;
            assert_eq!(um.status, StatusCode::OK, "{chave}");
            let [mostrada] = &linhas_mostradas(&um)[..] else { panic!("{chave}: one boleto, one line") };
            assert!(esperadas.contains(mostrada), "{chave}");
        }
    }
}

#[tokio::test]
async fn only_the_person_who_owes_nothing_is_told_so() {
    let mundo = Mundo::novo().await;
    for pessoa in clientes() {
        let mut n = mundo.navegador();
        let (prefixo, inicio) = n.entrar(&mundo, pessoa.chave).await;
        let boletos = n.abrir(&format!("{prefixo}/boletos")).await;
        for (pagina, frase) in [(inicio, NADA_DEVE[0]), (boletos, NADA_DEVE[1])] {
            let disse = pagina.texto().contains(frase);
            assert_eq!(disse, pessoa.chave == "clotilde", "{}: {}", pessoa.chave, pagina.texto());
        }
    }
}

#[tokio::test]
async fn instalments_without_a_boleto_are_listed_with_the_reason() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (_, inicio) = n.entrar(&mundo, "edmilson").await;
    let pendencias = html::texto_de(html::dentro(&inicio.corpo, "slot", "pendencias").unwrap());
    assert!(pendencias.contains("Parcelas sem boleto"), "{pendencias}");
    assert!(pendencias.contains("Parcela 9 de 60") && pendencias.contains("ainda não emitiu o boleto"), "{pendencias}");
    let (_, inicio) = n.entrar(&mundo, "doralice").await;
    assert!(!inicio.texto().contains("Parcela 7 de 60 vencimento"), "an instalment with a boleto is not among them");
}

#[tokio::test]
async fn a_code_that_disagrees_is_marked_and_a_broken_one_is_never_offered() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "hermes").await;
    let pagina = n.abrir(&format!("{prefixo}/boletos")).await;
    let boletos = mundo.erp("boletos-abertos", "hermes").await;
    let [divergente, quebrado, bom] = &boletos[..] else { panic!("three boletos") };
    let mostradas = linhas_mostradas(&pagina);
    assert!(mostradas.contains(&linha(bom)) && mostradas.contains(&linha(divergente)));
    assert!(!pagina.tudo().contains(&linha(quebrado)) && !html::digitos(&pagina.texto()).contains(&linha(quebrado)));
    assert!(!pagina.corpo.contains(quebrado["pix_code"].as_str().unwrap()));
    let texto = pagina.texto();
    assert!(texto.contains("veio com erro do sistema da incorporadora"), "{texto}");
    // The code charges a hundred reais more than the ERP says.
    let no_codigo = por_extenso(centavos(&divergente["valor_inicial"]) + 10_000);
    assert!(texto.contains(&no_codigo), "the person must see both amounts: {texto}");
}

#[tokio::test]
async fn somebody_the_erp_does_not_know_reads_that_and_not_that_nothing_is_owed() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (prefixo, inicio) = n.entrar(&mundo, "wanderley").await;
    for pagina in [inicio, n.abrir(&format!("{prefixo}/boletos")).await] {
        assert_eq!(pagina.status, StatusCode::OK);
        let texto = pagina.texto();
        assert!(texto.contains("Seu cadastro não foi encontrado") && texto.contains("(79) 3000-0000"), "{texto}");
    }
}

#[tokio::test]
async fn a_hostile_name_is_text_wherever_it_appears() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (prefixo, inicio) = n.entrar(&mundo, "anna").await;
    let boletos = n.abrir(&format!("{prefixo}/boletos")).await;
    let um = html::enderecos(&boletos.corpo).into_iter().find(|e| e.contains("/boletos/")).unwrap();
    let um = n.abrir(&um).await;
    for pagina in [&inicio, &boletos, &um] {
        // As elements, both would have made the page unbalanced or bold.
        let tags = html::tags(&pagina.corpo);
        assert!(!tags.iter().any(|t| t.nome == "b" || t.nome == "teste"), "markup of the ERP became markup of ours");
    }
    assert!(um.texto().contains("<b>Atenção</b> & \"aspas\""), "the words themselves are shown: {}", um.texto());
}

#[tokio::test]
async fn the_words_of_an_address_are_never_markup() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for parametro in ["situacao", "contrato", "boleto", "de", "ate", "periodo", "ano", "somar"] {
        let url = format!("{prefixo}/boletos?{parametro}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
        let pagina = n.abrir(&url).await;
        assert_eq!(pagina.status, StatusCode::OK, "{parametro}");
        assert!(!pagina.corpo.contains("<script>alert"), "{parametro}");
    }
}
