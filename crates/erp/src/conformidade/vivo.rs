//! The part of the kit that can be run against an ERP nobody can make misbehave: a staging one, with a real person.
//!
//! Read-only. What it finds is said in counts and names of fields, never in values.

use std::collections::{BTreeMap, HashSet};

use domain::{
    conferencia::{Codigo, conferir_boleto, conferir_pix},
    modelo::{BoletoEmitido, ContratoId, Descarte, Pagamento, Parcela, Titular},
};
use jiff::civil::Date;

use super::{Operacao, Relatorio, Verificacao, operacao::Resposta};
use crate::{Arquivo, Capacidade, Erp, ErroErp};

/// The report: what was looked at, and in which operation.
pub type RelatorioAoVivo = Relatorio<&'static str, &'static str>;

/// Asks every operation the ERP offers twice for `titular` and once for `estranho`, whom the ERP should not know, judges
/// the rows, and fetches the file of the first row that has one.
pub async fn executar_ao_vivo(erp: &dyn Erp, titular: &Titular, estranho: &Titular, hoje: Date) -> RelatorioAoVivo {
    let mut relatorio = RelatorioAoVivo::default();
    let capacidades = erp.capacidades();
    for operacao in Operacao::TODAS {
        if operacao.capacidade().is_some_and(|c| !capacidades.tem(c)) {
            continue;
        }
        let primeira = operacao.chamar(erp, titular).await;
        let segunda = operacao.chamar(erp, titular).await;
        let alheia = operacao.chamar(erp, estranho).await;
        let nome = operacao.nome();
        junta(&mut relatorio, "responde", nome, responde(&primeira));
        if let Ok(primeira) = &primeira {
            junta(&mut relatorio, "duas vezes o mesmo", nome, o_mesmo(primeira, &segunda));
            junta(&mut relatorio, "linhas legíveis", nome, legiveis(primeira));
            junta(&mut relatorio, "só do titular", nome, so_do_titular(primeira));
        }
        junta(&mut relatorio, "nada para quem não existe", nome, nada(&alheia));
    }
    linhas(erp, titular, hoje, &mut relatorio).await;
    arquivos(erp, titular, &mut relatorio).await;
    relatorio
}

fn junta(
    relatorio: &mut RelatorioAoVivo,
    cenario: &'static str,
    operacao: &'static str,
    resultado: Result<(), String>,
) {
    relatorio.verificacoes.push(Verificacao { cenario, operacao, resultado });
}

fn responde(resposta: &Result<Resposta, ErroErp>) -> Result<(), String> {
    match resposta {
        Ok(_) => Ok(()),
        Err(ErroErp::NaoEncontrado) => Err("o ERP não conhece este documento; escolha o de um cliente".to_owned()),
        Err(ErroErp::Recusado { .. }) => Err("o ERP recusou a pergunta".to_owned()),
        Err(erro) => Err(erro.to_string()),
    }
}

fn o_mesmo(primeira: &Resposta, segunda: &Result<Resposta, ErroErp>) -> Result<(), String> {
    match segunda {
        Err(_) => Err("a segunda vez falhou; a primeira não".to_owned()),
        Ok(segunda) if segunda.resumos == primeira.resumos => Ok(()),
        Ok(segunda) => {
            let (a, b) = (primeira.resumos.len(), segunda.resumos.len());
            let mesmas = primeira.resumos.iter().collect::<HashSet<_>>() == segunda.resumos.iter().collect();
            Err(if mesmas {
                "as linhas vieram em outra ordem".to_owned()
            } else {
                format!("{a} linhas, depois {b}, diferentes")
            })
        }
    }
}

fn legiveis(resposta: &Resposta) -> Result<(), String> {
    let mut campos: BTreeMap<&str, usize> = BTreeMap::new();
    for descarte in &resposta.descartes {
        if let Descarte::Ilegivel { campo, .. } = descarte {
            *campos.entry(campo).or_default() += 1;
        }
    }
    if campos.is_empty() {
        return Ok(());
    }
    let campos: Vec<String> = campos.iter().map(|(campo, n)| format!("`{campo}` em {n}")).collect();
    Err(format!("não se lê {}", campos.join(", ")))
}

fn so_do_titular(resposta: &Resposta) -> Result<(), String> {
    let alheias = resposta.descartes.iter().filter(|d| matches!(d, Descarte::OutroTitular { .. })).count();
    let o_que = "linhas eram de outro documento e foram recusadas: o ERP não filtra por quem foi perguntado";
    if alheias == 0 { Ok(()) } else { Err(format!("{alheias} {o_que}")) }
}

fn nada(resposta: &Result<Resposta, ErroErp>) -> Result<(), String> {
    match resposta {
        Err(ErroErp::NaoEncontrado | ErroErp::Recusado { .. }) => Ok(()),
        Ok(resposta) if resposta.resumos.is_empty() && resposta.descartes.is_empty() => Ok(()),
        Ok(resposta) => Err(format!(
            "um documento que não é de cliente recebeu {} linhas e {} recusadas: o ERP responde sem olhar de quem é a pergunta",
            resposta.resumos.len(),
            resposta.descartes.len()
        )),
        Err(erro) => Err(erro.to_string()),
    }
}

/// What rows must look like to be shown.
async fn linhas(erp: &dyn Erp, titular: &Titular, hoje: Date, relatorio: &mut RelatorioAoVivo) {
    let capacidades = erp.capacidades();
    let contratos = if capacidades.tem(Capacidade::Contratos) { erp.contratos(titular).await.ok() } else { None };
    let conhecidos: Option<HashSet<ContratoId>> = contratos.map(|l| l.itens.into_iter().map(|c| c.id).collect());
    if capacidades.tem(Capacidade::Boletos)
        && let Ok(lista) = erp.boletos(titular).await
    {
        let citados = lista.itens.iter().flat_map(|b| &b.contratos);
        junta(relatorio, "contratos conhecidos", "boletos", todos_conhecidos(citados, conhecidos.as_ref()));
        junta(relatorio, "chaves únicas", "boletos", unicas(lista.itens.iter().map(|b| b.id.as_str())));
        junta(relatorio, "formas", "boletos", formas(&lista.itens, |b| do_boleto(b, hoje)));
    }
    if capacidades.tem(Capacidade::Parcelas)
        && let Ok(lista) = erp.parcelas(titular).await
    {
        let citados = lista.itens.iter().filter_map(|p| p.contrato.as_ref());
        junta(relatorio, "contratos conhecidos", "parcelas", todos_conhecidos(citados, conhecidos.as_ref()));
        junta(relatorio, "formas", "parcelas", formas(&lista.itens, |p| da_parcela(p, hoje)));
    }
    if capacidades.tem(Capacidade::Pagamentos)
        && let Ok(lista) = erp.pagamentos(titular).await
    {
        let citados = lista.itens.iter().filter_map(|p| p.contrato.as_ref());
        junta(relatorio, "contratos conhecidos", "pagamentos", todos_conhecidos(citados, conhecidos.as_ref()));
        junta(relatorio, "formas", "pagamentos", formas(&lista.itens, |p| do_pagamento(p, hoje)));
    }
}

fn todos_conhecidos<'a>(
    citados: impl Iterator<Item = &'a ContratoId>,
    conhecidos: Option<&HashSet<ContratoId>>,
) -> Result<(), String> {
    let Some(conhecidos) = conhecidos else { return Ok(()) };
    match citados.filter(|c| !conhecidos.contains(*c)).count() {
        0 => Ok(()),
        n => Err(format!("{n} linhas citam um contrato que a lista de contratos não tem")),
    }
}

fn unicas<'a>(chaves: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut vistas = HashSet::new();
    match chaves.filter(|chave| chave.trim().is_empty() || !vistas.insert(*chave)).count() {
        0 => Ok(()),
        n => Err(format!("{n} linhas têm chave vazia ou repetida")),
    }
}

/// How many rows have each of the defects.
fn formas<T>(itens: &[T], defeitos: impl Fn(&T) -> Vec<&'static str>) -> Result<(), String> {
    let mut contados: BTreeMap<&str, usize> = BTreeMap::new();
    for defeito in itens.iter().flat_map(defeitos) {
        *contados.entry(defeito).or_default() += 1;
    }
    if contados.is_empty() {
        return Ok(());
    }
    let ditos: Vec<String> = contados.iter().map(|(d, n)| format!("{d} em {n} de {}", itens.len())).collect();
    Err(ditos.join(", "))
}

fn do_boleto(boleto: &BoletoEmitido, hoje: Date) -> Vec<&'static str> {
    let mut defeitos = Vec::new();
    if boleto.vencimento.is_none() {
        defeitos.push("sem vencimento");
    }
    if boleto.valor.atual.or(boleto.valor.original).is_none_or(|v| v.iso().starts_with('-') || v.eh_zero()) {
        defeitos.push("sem valor");
    }
    match conferir_boleto(boleto, hoje) {
        Codigo::Quebrado { .. } => defeitos.push("linha digitável que não se lê"),
        Codigo::Divergente(..) => defeitos.push("linha digitável que não diz o mesmo que o ERP"),
        Codigo::Ausente | Codigo::Conferido(_) => {}
    }
    match conferir_pix(boleto) {
        Codigo::Quebrado { .. } => defeitos.push("Pix que não se lê"),
        Codigo::Divergente(..) => defeitos.push("Pix que não diz o mesmo que o ERP"),
        Codigo::Ausente | Codigo::Conferido(_) => {}
    }
    defeitos
}

fn da_parcela(parcela: &Parcela, hoje: Date) -> Vec<&'static str> {
    let mut defeitos = Vec::new();
    if parcela.vencimento.is_none() {
        defeitos.push("sem vencimento");
    }
    if parcela.valor.original.or(parcela.valor.atual).is_none() {
        defeitos.push("sem valor");
    }
    if parcela.paga_em.is_some_and(|data| data > hoje) {
        defeitos.push("paga no futuro");
    }
    defeitos
}

fn do_pagamento(pagamento: &Pagamento, hoje: Date) -> Vec<&'static str> {
    let mut defeitos = Vec::new();
    match pagamento.pago_em {
        None => defeitos.push("sem data"),
        Some(data) if data > hoje => defeitos.push("pago no futuro"),
        Some(_) => {}
    }
    if pagamento.valor.is_none() {
        defeitos.push("sem valor");
    }
    defeitos
}

/// The first file of each kind that a row names.
async fn arquivos(erp: &dyn Erp, titular: &Titular, relatorio: &mut RelatorioAoVivo) {
    const CENARIO: &str = "primeiro arquivo";
    let capacidades = erp.capacidades();
    if capacidades.tem(Capacidade::SegundaVia)
        && let Ok(lista) = erp.boletos(titular).await
        && let Some(boleto) = lista.itens.iter().find(|b| b.pdf.is_some())
    {
        junta(relatorio, CENARIO, "segunda via", arquivo(erp.segunda_via(titular, boleto).await));
    }
    if capacidades.tem(Capacidade::NotasFiscais)
        && let Ok(lista) = erp.notas_fiscais(titular).await
        && let Some(nota) = lista.itens.iter().find(|n| n.pdf.is_some())
    {
        let lido = erp.nota_fiscal(titular, nota, crate::TipoArquivo::Pdf).await;
        junta(relatorio, CENARIO, "nota fiscal", arquivo(lido));
    }
    if capacidades.tem(Capacidade::Quitacoes)
        && let Ok(lista) = erp.quitacoes(titular).await
        && let Some(quitacao) = lista.itens.iter().find(|q| q.pdf.is_some())
    {
        junta(relatorio, CENARIO, "quitação", arquivo(erp.quitacao(titular, quitacao).await));
    }
    if capacidades.tem(Capacidade::Informes)
        && let Ok(lista) = erp.informes(titular).await
        && let Some(informe) = lista.itens.iter().find(|i| i.pdf.is_some())
    {
        junta(relatorio, CENARIO, "informe", arquivo(erp.informe(titular, informe).await));
    }
    if capacidades.tem(Capacidade::ExtratoPdf) {
        match erp.extrato_pdf(titular, None).await {
            // Some give the statement of one contract at a time only.
            Err(ErroErp::NaoSuportado) => {}
            lido => junta(relatorio, CENARIO, "extrato", arquivo(lido)),
        }
    }
}

fn arquivo(lido: Result<Arquivo, ErroErp>) -> Result<(), String> {
    match lido {
        Ok(arquivo) if arquivo.bytes.is_empty() => Err("veio vazio".to_owned()),
        Ok(_) => Ok(()),
        Err(ErroErp::Recusado { .. }) => Err("o ERP recusou".to_owned()),
        Err(erro) => Err(erro.to_string()),
    }
}
