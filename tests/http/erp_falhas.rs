//! The ERP fails, lies or is slow: the page answers, says what is missing, and never invents that nothing is owed.

use http::StatusCode;

use crate::{
    html,
    mundo::{Ajustes, Mundo, clientes, opacos},
    navegador::Resposta,
};

/// The ones a page needs.
const ENDPOINTS: [&str; 4] = ["clientes", "contratos", "boletos-abertos", "extratos-financeiros"];
/// All but the slow one, which has a test of its own.
const FALHAS: [&str; 13] = [
    "fora",
    "reset",
    "html",
    "truncado",
    "500",
    "503",
    "429",
    "401",
    "erro200",
    "vazio",
    "tipo-errado",
    "linha-de-outro",
    "duplicado",
];

fn diz_que_nada_deve(pagina: &Resposta) -> bool {
    let texto = pagina.texto();
    texto.contains("não tem débitos") || texto.contains("não tem boletos em aberto")
}

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

/// Lines, units and names of everybody else.
async fn de_outros(mundo: &Mundo, eu: &str) -> (Vec<String>, Vec<String>) {
    let (mut linhas, mut palavras) = (Vec::new(), Vec::new());
    for outro in clientes().filter(|p| p.chave != eu && p.chave != "wanderley") {
        palavras.push(outro.nome.to_owned());
        for boleto in mundo.erp("boletos-abertos", outro.chave).await {
            linhas.push(html::digitos(boleto["linha_digitavel"].as_str().unwrap()));
        }
        for contrato in mundo.erp("contratos", outro.chave).await {
            palavras.push(contrato["unidade"].as_str().unwrap().to_owned());
        }
    }
    (linhas, palavras)
}

#[tokio::test]
async fn no_fault_of_any_endpoint_breaks_a_page_hides_a_debt_or_shows_somebody_else() {
    let mundo = mundo().await;
    let mut visitas = Vec::new();
    for pessoa in ["lindalva", "edmilson", "clotilde"] {
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, pessoa).await;
        visitas.push((pessoa, prefixo, n, de_outros(&mundo, pessoa).await));
    }
    let alvos: Vec<String> = ENDPOINTS.iter().map(|e| format!("erp.{e}")).chain(["erp".to_owned()]).collect();
    for alvo in &alvos {
        for falha in FALHAS.iter().chain(&["nulo-texto"]) {
            mundo.falhas(&format!("{alvo}={falha}"));
            for (pessoa, prefixo, n, (linhas, palavras)) in &mut visitas {
                for caminho in ["/", "/boletos"] {
                    let caso = format!("{alvo}={falha} {pessoa} {caminho}");
                    let pagina = n.abrir(&format!("{prefixo}{caminho}?atualizar=1")).await;
                    assert_eq!(pagina.status, StatusCode::OK, "{caso}");
                    if diz_que_nada_deve(&pagina) {
                        assert_eq!(*pessoa, "clotilde", "{caso}: {}", pagina.texto());
                        let inofensiva =
                            alvo == "erp.contratos" || ["vazio", "duplicado", "nulo-texto"].contains(falha);
                        // She has no boletos whose fields could be wrong.
                        let sem_linhas = alvo == "erp.boletos-abertos" && *falha == "tipo-errado";
                        let de_clientes = alvo == "erp.clientes";
                        assert!(inofensiva || sem_linhas || de_clientes, "{caso}: said without knowing");
                    }
                    let digitos = html::digitos(&pagina.texto());
                    assert!(!linhas.iter().any(|l| digitos.contains(l.as_str())), "{caso}: a line of somebody else");
                    let alheia = palavras.iter().find(|p| pagina.corpo.contains(p.as_str()));
                    assert!(alheia.is_none(), "{caso}: {alheia:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_section_whose_data_is_missing_says_so_and_the_others_go_on() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "lindalva").await;
    for falha in ["fora", "reset", "html", "truncado", "500", "503", "429", "401", "erro200"] {
        mundo.falhas(&format!("erp.boletos-abertos={falha}"));
        let pagina = n.abrir(&format!("{prefixo}/?atualizar=1")).await;
        let pagamento = html::dentro(&pagina.corpo, "slot", "pagamento").unwrap();
        assert!(pagamento.contains("data-falha"), "{falha}: {}", html::texto_de(pagamento));
        assert!(pagamento.contains("atualizar=1") && pagamento.contains("(79) 3000-0000"), "{falha}: nothing to do");
        let andamento = html::dentro(&pagina.corpo, "slot", "andamento").unwrap();
        assert!(!andamento.contains("data-falha"), "{falha}: {}", html::texto_de(andamento));

        mundo.falhas(&format!("erp.extratos-financeiros={falha}"));
        let pagina = n.abrir(&format!("{prefixo}/?atualizar=1")).await;
        let pagamento = html::dentro(&pagina.corpo, "slot", "pagamento").unwrap();
        assert!(pagamento.contains("codigo digitavel") && !pagamento.contains("data-falha"), "{falha}");
        let andamento = html::dentro(&pagina.corpo, "slot", "andamento").unwrap();
        assert!(andamento.contains("data-falha"), "{falha}: {}", html::texto_de(andamento));
        assert_eq!(pagina.corpo.matches("data-falha").count(), 1, "{falha}: once is enough");
        let boletos = n.abrir(&format!("{prefixo}/boletos?atualizar=1")).await;
        assert!(boletos.corpo.contains("codigo digitavel") && boletos.corpo.contains("data-falha"), "{falha}");

        for endpoint in ["contratos", "clientes"] {
            mundo.falhas(&format!("erp.{endpoint}={falha}"));
            let pagina = n.abrir(&format!("{prefixo}/?atualizar=1")).await;
            let pagamento = html::dentro(&pagina.corpo, "slot", "pagamento").unwrap();
            assert!(pagamento.contains("codigo digitavel"), "{endpoint}={falha}: {}", html::texto_de(pagamento));
        }
    }
}

#[tokio::test]
async fn an_empty_list_of_boletos_is_not_the_absence_of_a_debt() {
    let mundo = mundo().await;
    mundo.falhas("erp.boletos-abertos=vazio");
    let mut n = mundo.navegador();
    let (prefixo, inicio) = n.entrar(&mundo, "lindalva").await;
    let texto = inicio.texto();
    assert!(texto.contains("Nenhum boleto disponível agora") && texto.contains("Parcelas sem boleto"), "{texto}");
    let boletos = n.abrir(&format!("{prefixo}/boletos")).await;
    assert!(boletos.texto().contains("Parcelas sem boleto"), "{}", boletos.texto());
}

#[tokio::test]
async fn a_row_of_somebody_else_hides_none_of_the_persons_own() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    mundo.falhas("erp.boletos-abertos=linha-de-outro");
    let (prefixo, _) = n.entrar(&mundo, "lindalva").await;
    let pagina = n.abrir(&format!("{prefixo}/boletos")).await;
    mundo.falhas("");
    for boleto in mundo.erp("boletos-abertos", "lindalva").await {
        let linha = html::digitos(boleto["linha_digitavel"].as_str().unwrap());
        assert!(html::digitos(&pagina.texto()).contains(&linha), "her own boleto is missing");
    }
}

#[tokio::test]
async fn a_row_sent_twice_is_owed_once() {
    let mundo = mundo().await;
    mundo.falhas("erp=duplicado");
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "lindalva").await;
    let pagina = n.abrir(&format!("{prefixo}/boletos")).await;
    assert_eq!(html::todos(&pagina.corpo, "class", "codigo digitavel").len(), 2);
}

#[tokio::test]
async fn the_word_null_is_never_shown_as_a_value() {
    let mundo = mundo().await;
    mundo.falhas("erp=nulo-texto");
    let mut n = mundo.navegador();
    for pessoa in ["lindalva", "benedito", "edmilson"] {
        let (prefixo, inicio) = n.entrar(&mundo, pessoa).await;
        let boletos = n.abrir(&format!("{prefixo}/boletos")).await;
        for pagina in [inicio, boletos] {
            assert!(!pagina.texto().contains("null"), "{pessoa}: {}", pagina.texto());
        }
    }
}

#[tokio::test]
async fn a_failure_is_not_remembered() {
    let mundo = mundo().await;
    mundo.falhas("erp=500");
    let mut n = mundo.navegador();
    let (prefixo, inicio) = n.entrar(&mundo, "doralice").await;
    assert!(inicio.corpo.contains("data-falha"));
    mundo.falhas("");
    let inicio = n.abrir(&prefixo).await;
    assert!(!inicio.corpo.contains("data-falha"), "{}", inicio.texto());
    assert!(inicio.corpo.contains("codigo digitavel"), "{}", inicio.texto());
}
