//! The ERP's documents, their faults and links that expire.

use std::time::Duration;

use crate::comum::Bancada;
use domain::boleto::Boleto;
use serde_json::Value;
use simulator::PESSOAS;

async fn baixar(b: &Bancada, link: &Value) -> (u16, String, Vec<u8>) {
    let resposta = b.cliente.get(link.as_str().unwrap()).send().await.unwrap();
    let tipo = resposta.headers().get("content-type").map(|t| t.to_str().unwrap().to_owned()).unwrap_or_default();
    (resposta.status().as_u16(), tipo, resposta.bytes().await.unwrap().to_vec())
}

fn latino(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[tokio::test]
async fn some_people_get_a_pdf_of_their_boletos_from_the_erp_and_some_do_not() {
    let b = Bancada::nova().await;
    let (mut com, mut sem) = (0, 0);
    for pessoa in PESSOAS {
        for linha in b.linhas("boletos-abertos", pessoa.chave).await {
            let Some(link) = linha.get("url_boleto") else {
                sem += 1;
                continue;
            };
            com += 1;
            let (status, tipo, pdf) = baixar(&b, link).await;
            assert_eq!((status, tipo.as_str()), (200, "application/pdf"));
            let texto = latino(&pdf);
            let codigo = Boleto::ler(linha["linha_digitavel"].as_str().unwrap()).unwrap();
            assert!(texto.contains(&codigo.linha_formatada()), "{}", pessoa.chave);
            // The amount, the due date and 113 black bars.
            assert!(texto.contains(&codigo.valor().unwrap().sem_simbolo()), "{}", pessoa.chave);
            assert_eq!(texto.matches(" re f\n").count(), 114);
        }
    }
    assert!(com >= 4 && sem >= 10, "{com} {sem}");
}

#[tokio::test]
async fn a_note_is_a_pdf_and_an_xml_that_say_the_same() {
    let b = Bancada::nova().await;
    let mut notas = 0;
    for pessoa in PESSOAS {
        for nota in b.linhas("notas-fiscais", pessoa.chave).await {
            notas += 1;
            let numero = nota["numero_nota"].as_str().unwrap();
            let (_, tipo, pdf) = baixar(&b, &nota["url_nota_fiscal"]).await;
            assert!(tipo == "application/pdf" && latino(&pdf).contains(numero));
            let (status, tipo, xml) = baixar(&b, &nota["url_xml"]).await;
            assert_eq!((status, tipo.as_str()), (200, "application/xml"));
            let xml = String::from_utf8(xml).unwrap();
            assert!(xml.contains(&format!("<nNFSe>{numero}</nNFSe>")) && xml.ends_with("</NFSe>\n"));
            assert!(!xml.contains("<teste>"), "a name is markup in the XML of {}", pessoa.chave);
        }
    }
    assert!(notas >= 3, "{notas}");
    let quitacao = &b.linhas("declaracoes-quitacao", "doralice").await;
    let quitacao = if quitacao.is_empty() { &b.linhas("declaracoes-quitacao", "zulmira").await } else { quitacao };
    let (_, _, pdf) = baixar(&b, &quitacao[0]["url_arquivo"]).await;
    assert!(latino(&pdf).contains("12.007"));
}

#[tokio::test]
async fn each_fault_of_a_document_does_what_it_says() {
    let b = Bancada::nova().await;
    let nota = b.linhas("notas-fiscais", "doralice").await.remove(0);
    let link = &nota["url_nota_fiscal"];
    let certo = baixar(&b, link).await.2;
    let com = async |falha: &str| {
        b.simulador.falhas().definir(&format!("erp.arquivos={falha}")).unwrap();
        baixar(&b, link).await
    };
    let (status, _, vazio) = com("pdf-vazio").await;
    assert!(status == 200 && latino(&vazio).contains("/Count 0") && vazio.ends_with(b"%%EOF\n"));
    let (_, _, texto) = com("base64").await;
    assert!(texto.starts_with(b"\"JVBERi0") && texto.len() > certo.len());
    let (status, _, lixo) = com("base64-lixo").await;
    assert!(status == 200 && lixo.starts_with(b"JVBERi0") && latino(&lixo).trim_end_matches('=').contains("=="));
    b.simulador.falhas().definir("erp.arquivos=redireciona").unwrap();
    let resposta = b.cliente.get(link.as_str().unwrap()).send().await.unwrap();
    assert_eq!(resposta.status(), 302);
    assert_eq!(resposta.headers()["location"], "http://169.254.169.254/latest/meta-data/");
    // A list is not a document: its content stays, except for what can happen to any answer.
    for falha in ["pdf-vazio", "base64", "base64-lixo"] {
        b.simulador.falhas().definir(&format!("erp.notas-fiscais={falha}")).unwrap();
        assert_eq!(b.linhas("notas-fiscais", "doralice").await[0], nota, "{falha}");
    }
}

#[tokio::test]
async fn an_enormous_document_has_no_length_and_comes_as_it_is_read() {
    let b = Bancada::nova().await;
    let link = b.linhas("notas-fiscais", "doralice").await[0]["url_nota_fiscal"].as_str().unwrap().to_owned();
    b.simulador.falhas().definir("erp.arquivos=enorme").unwrap();
    let mut resposta = b.cliente.get(&link).send().await.unwrap();
    assert_eq!((resposta.status().as_u16(), resposta.content_length()), (200, None));
    let mut lidos = 0;
    while let Some(parte) = resposta.chunk().await.unwrap() {
        if lidos == 0 {
            assert!(parte.starts_with(b"%PDF-"));
        }
        lidos += parte.len();
    }
    assert!(lidos >= 200_000_000, "{lidos}");
}

#[tokio::test]
async fn short_lived_links_work_until_they_expire_and_cannot_be_made_up() {
    let b = Bancada::nova().await;
    let eterno = b.linhas("notas-fiscais", "doralice").await[0]["url_nota_fiscal"].clone();
    b.simulador.falhas().definir("erp.notas-fiscais=link-curto:60s").unwrap();
    let curto = b.linhas("notas-fiscais", "doralice").await[0]["url_nota_fiscal"].clone();
    assert!(curto.as_str().unwrap().contains("expira=") && curto.as_str().unwrap().contains("assinatura="));
    assert_eq!(baixar(&b, &curto).await.0, 200);
    let falso = Value::from(curto.as_str().unwrap().replace("expira=1", "expira=2"));
    assert_eq!(baixar(&b, &falso).await.0, 403);
    b.passar(59);
    assert_eq!(baixar(&b, &curto).await.0, 200);
    b.passar(1);
    assert_eq!(baixar(&b, &curto).await.0, 403);
    // The list's fault leaves links without a date alone; the documents' own does not, and every list then writes new ones.
    assert_eq!(baixar(&b, &eterno).await.0, 200);
    b.simulador.falhas().definir("erp.arquivos=link-curto").unwrap();
    assert_eq!(baixar(&b, &eterno).await.0, 403);
    for (recurso, pessoa, campo) in [
        ("notas-fiscais", "doralice", "url_xml"),
        ("boletos-abertos", "benedito", "url_boleto"),
        ("declaracoes-quitacao", "zulmira", "url_arquivo"),
    ] {
        let link = b.linhas(recurso, pessoa).await[0][campo].clone();
        assert_eq!(baixar(&b, &link).await.0, 200, "{recurso}");
        b.passar(Duration::from_mins(1).as_secs().try_into().unwrap());
        assert_eq!(baixar(&b, &link).await.0, 403, "{recurso}");
    }
}
