//! What the ERP prints: boletos, notas fiscais (PDF and XML) and declarations of settlement.

use domain::{boleto::Boleto, calendario::curta, itf};
use jiff::civil::Date;

use super::{BoletoAberto, Cliente, Nota, Quitacao};
use crate::{pdf::Folha, pessoas::Pessoa};

const EMPRESA: &str = "Construtora Horizonte Ltda.";
/// Made of right check digits; belongs to nobody we know of.
const CNPJ: &str = "44.506.282/0001-79";
const RODAPE: &str = "Documento do ERP simulado, sem valor.";

/// Segunda via: the slip of a boleto with its line and bars, when its code can be read.
pub(super) fn boleto(cliente: &Cliente, b: &BoletoAberto) -> Vec<u8> {
    let mut f = Folha::default();
    let banco = domain::boleto::nome_do_banco(b.banco).unwrap_or("Banco");
    let lido = Boleto::ler(&b.linha);
    let linha = lido.as_ref().map_or_else(|_| b.linha.clone(), Boleto::linha_formatada);
    f.texto(40, 790, 15, true, "Segunda via de boleto");
    f.texto(40, 774, 9, false, &format!("{EMPRESA} · CNPJ {CNPJ}"));
    f.regra(764);
    f.texto(40, 738, 11, true, &format!("{banco} | {}", b.banco));
    f.texto(40, 718, 12, true, &linha);
    f.campo((40, 682), (375, 28), "Local de pagamento", "Pagável em qualquer banco, mesmo depois do vencimento");
    f.campo((415, 682), (140, 28), "Vencimento", &curta(b.vencimento));
    f.campo((40, 654), (375, 28), "Beneficiário", &format!("{EMPRESA} - CNPJ {CNPJ}"));
    f.campo((415, 654), (140, 28), "Valor do documento", &b.original.formatado());
    f.campo((40, 626), (125, 28), "Data do documento", &curta(b.emissao));
    f.campo((165, 626), (125, 28), "Número do documento", &b.fatura);
    f.campo((290, 626), (125, 28), "Espécie / aceite", "DM / N");
    f.campo((415, 626), (140, 28), "(-) Desconto", &b.desconto.formatado());
    f.campo((40, 598), (375, 28), "Contrato", &b.contrato);
    f.campo((415, 598), (140, 28), "(+) Juros e multa até hoje", &(b.juros + b.multa).formatado());
    f.campo((40, 570), (375, 28), "Pagador", &encurtar(&pagador(cliente.pessoa), 78));
    f.campo((415, 570), (140, 28), "(=) Valor atualizado hoje", &b.atual.formatado());
    let y = f.paragrafo(40, 552, 9, 100, &b.historico);
    if let Ok(barras) = lido.map_err(|_| ()).and_then(|l| itf::barras(l.codigo_barras()).map_err(|_| ())) {
        // 103 mm over 405 narrow bars: 7 tenths of a point each.
        for barra in barras {
            f.barra(400 + i32::from(barra.x) * 7, (y - 44) * 10, i32::from(barra.largura) * 7, 400);
        }
    }
    f.texto(40, 40, 8, false, RODAPE);
    f.fechar()
}

/// The note as the municipality prints it.
pub(super) fn nota_pdf(cliente: &Cliente, n: &Nota) -> Vec<u8> {
    let mut f = Folha::default();
    f.texto(40, 790, 12, true, "Prefeitura Municipal de Aracaju (simulada)");
    f.texto(40, 770, 15, true, "Nota Fiscal de Serviço Eletrônica - NFS-e");
    f.regra(760);
    f.campo((40, 724), (125, 28), "Número", &n.numero);
    f.campo((165, 724), (125, 28), "Emissão", &curta(n.data));
    f.campo((290, 724), (265, 28), "Protocolo", &n.protocolo);
    f.campo((40, 696), (515, 28), "Chave de acesso", &n.chave);
    f.campo((40, 668), (515, 28), "Prestador", &format!("{EMPRESA} - CNPJ {CNPJ}"));
    f.campo((40, 640), (515, 28), "Tomador", &encurtar(&pagador(cliente.pessoa), 105));
    f.texto(40, 620, 8, true, "Discriminação do serviço");
    let y = f.paragrafo(40, 606, 9, 100, &n.descricao);
    f.campo((40, y - 34), (260, 28), "Valor do serviço", &n.valor.formatado());
    f.campo((300, y - 34), (255, 28), "Código do serviço", "14.05 - Acabamento");
    f.texto(40, 40, 8, false, RODAPE);
    f.fechar()
}

/// The note in a cut of the national layout, with the payer's document as the real one has it.
pub(super) fn nota_xml(cliente: &Cliente, n: &Nota) -> Vec<u8> {
    let pessoa = cliente.pessoa;
    let numero_do_tomador = match pessoa.tipo_documento {
        "CPF" => format!("<CPF>{}</CPF>", pessoa.documento_normalizado()),
        "CNPJ" => format!("<CNPJ>{}</CNPJ>", pessoa.documento_normalizado()),
        _ => format!("<NIF>{}</NIF>", pessoa.documento_normalizado()),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<NFSe xmlns=\"http://www.sped.fazenda.gov.br/nfse\" versao=\"1.00\"><infNFSe Id=\"NFS{chave}\">\
         <xLocEmi>Aracaju</xLocEmi><nNFSe>{numero}</nNFSe><dhProc>{data}T09:00:00-03:00</dhProc><nDFSe>{protocolo}</nDFSe>\
         <emit><CNPJ>{cnpj}</CNPJ><xNome>{EMPRESA}</xNome></emit>\
         <toma>{numero_do_tomador}<xNome>{nome}</xNome></toma>\
         <serv><cTribNac>140501</cTribNac><xDescServ>{descricao}</xDescServ></serv>\
         <valores><vServ>{valor}</vServ><vLiq>{valor}</vLiq></valores>\
         <xInfComp>{RODAPE}</xInfComp></infNFSe></NFSe>\n",
        chave = n.chave,
        numero = n.numero,
        data = n.data,
        protocolo = n.protocolo,
        cnpj = CNPJ.chars().filter(char::is_ascii_digit).collect::<String>(),
        nome = escapar(pessoa.nome),
        descricao = escapar(&n.descricao),
        valor = n.valor.iso(),
    )
    .into_bytes()
}

/// The declaration of Lei 12.007/2009.
pub(super) fn quitacao(cliente: &Cliente, q: &Quitacao, hoje: Date) -> Vec<u8> {
    let mut f = Folha::default();
    f.texto(40, 790, 15, true, "Declaração de quitação anual de débitos");
    f.texto(40, 772, 9, false, &format!("{EMPRESA} · CNPJ {CNPJ}"));
    f.regra(762);
    let texto = format!(
        "Declaramos, nos termos da Lei nº 12.007, de 29 de julho de 2009, que estão quitadas as parcelas vencidas de 1º de \
         janeiro a 31 de dezembro de {ano} dos contratos de {nome}, {tipo} {documento}, no total de {valor}.",
        ano = q.ano,
        nome = cliente.pessoa.nome,
        tipo = cliente.pessoa.tipo_documento,
        documento = cliente.pessoa.documento,
        valor = q.valor.formatado(),
    );
    let mut y = f.paragrafo(40, 730, 11, 92, &texto);
    for contrato in &cliente.contratos {
        y = f.paragrafo(
            40,
            y - 6,
            11,
            92,
            &format!("Contrato {}: {}, {}", contrato.id, contrato.empreendimento, contrato.unidade),
        );
    }
    y = f.paragrafo(
        40,
        y - 6,
        11,
        92,
        "Esta declaração substitui, para a comprovação do cumprimento das obrigações do consumidor, as quitações dos \
         faturamentos mensais dos débitos do ano a que se refere e dos anos anteriores.",
    );
    f.texto(40, y - 20, 11, false, &format!("Aracaju, {}.", curta(hoje)));
    f.texto(40, y - 60, 11, false, EMPRESA);
    f.texto(40, 40, 8, false, RODAPE);
    f.fechar()
}

fn pagador(pessoa: &Pessoa) -> String {
    format!("{} - {} {}", pessoa.nome, pessoa.tipo_documento, pessoa.documento)
}

/// What fits into a box.
fn encurtar(texto: &str, largura: usize) -> String {
    if texto.chars().count() <= largura {
        return texto.to_owned();
    }
    texto.chars().take(largura.saturating_sub(3)).chain("...".chars()).collect()
}

fn escapar(texto: &str) -> String {
    texto.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
